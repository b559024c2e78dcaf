package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.TestNode;
import io.pelagos.tool.Ports;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two members of a real cluster. */
class ClusterTest {
    private static final List<String> WORK =
            IntStream.range(0, 64).mapToObj(i -> "cell " + i).toList();

    private static Cluster member(int port) {
        return member(port, port);
    }

    private static Cluster member(int port, int other) {
        return Cluster.join(
                new VertxOptions().setEventLoopPoolSize(1), "127.0.0.1", port, List.of("127.0.0.1:" + other));
    }

    private static List<String> share(Cluster member) {
        return WORK.stream().filter(member::mine).toList();
    }

    private static void close(Cluster member) throws Exception {
        member.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void each_piece_of_work_is_left_to_one_member_and_who_is_alone_has_all() throws Exception {
        int port = Ports.free();
        Cluster first = member(port);
        try {
            assertThat(share(first)).isEqualTo(WORK);
            Cluster second = member(port);
            try {
                // Who has joined sees all, and the first has let it in before.
                assertThat(first.size()).isEqualTo(2);
                List<String> firsts = share(first);
                List<String> seconds = share(second);
                assertThat(firsts).isNotEmpty();
                assertThat(seconds).isNotEmpty().doesNotContainAnyElementsOf(firsts);
                assertThat(firsts.size() + seconds.size()).isEqualTo(WORK.size());
            } finally {
                close(second);
            }
            TestNode.eventually("who is left has all", () -> share(first).equals(WORK));
        } finally {
            close(first);
        }
    }

    @Test
    void a_member_that_hangs_keeps_nobody_from_starting_and_they_are_one_cluster_when_it_answers() throws Exception {
        int other = Ports.free();
        List<Cluster> members = new ArrayList<>();
        try {
            // Takes connections and says nothing, like a process that is stopped.
            try (ServerSocket hanging = new ServerSocket(other, 50, InetAddress.getLoopbackAddress())) {
                members.add(member(Ports.free(), hanging.getLocalPort()));
            }
            Cluster alone = members.get(0);
            assertThat(share(alone)).isEqualTo(WORK);
            // They do not look for it; it has to find them. The smaller cluster joins the larger one.
            members.add(member(other, other));
            members.add(member(other, other));
            TestNode.eventually("all are one cluster", () -> members.stream().allMatch(one -> one.size() == 3));
            Set<String> heard = ConcurrentHashMap.newKeySet();
            for (int i = 0; i < members.size(); i++) {
                int listener = i;
                members.get(i).onWake(what -> heard.add(listener + " hears " + what));
            }
            TestNode.eventually("all hear all", () -> {
                for (int i = 0; i < members.size(); i++) {
                    members.get(i).wake("" + i);
                }
                return heard.size() == 9;
            });
        } finally {
            for (Cluster member : members) {
                close(member);
            }
        }
    }
}
