package io.pelagos.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.Replies;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void a_problem_has_the_same_title_in_webhooks_and_in_the_api() {
        Map<Accepted, Problem> same =
                Map.of(new Accepted.Overloaded(), Problem.NOT_READY, new Accepted.Unknown(), Problem.OUTCOME_UNKNOWN);
        same.forEach((accepted, problem) -> {
            ChannelAdapter.Reply reply = Replies.unhappy(List.of(accepted));
            assertThat(reply).isNotNull();
            assertThat(new JsonObject(reply.body()).getString("title"))
                    .isEqualTo(problem.answer().body().toJsonObject().getString("title"));
        });
    }
}
