package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemNamesTest {
    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch answers = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void stop() {
        answers.countDown();
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** Of names that begin with {@code silent} nothing is known until the test says so. */
    private InetAddress[] resolve(String host) throws UnknownHostException {
        asked.incrementAndGet();
        if (host.startsWith("silent")) {
            try {
                answers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {InetAddress.getLoopbackAddress()};
    }

    @Test
    void a_silent_name_is_asked_for_once_however_many_wait_for_it_and_holds_up_no_other() {
        SystemNames names = new SystemNames(vertx, this::resolve);
        List<Future<List<InetAddress>>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(names.addresses("silent.example"));
        }
        assertThat(await(names.addresses("quick.example"))).containsExactly(InetAddress.getLoopbackAddress());
        assertThat(waiting).noneMatch(Future::isComplete);
        answers.countDown();
        for (Future<List<InetAddress>> one : waiting) {
            assertThatThrownBy(() -> await(one))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(UnknownHostException.class);
        }
        assertThat(asked).hasValue(2);
        assertThatThrownBy(() -> await(names.addresses("silent.example"))).isInstanceOf(CompletionException.class);
        assertThat(asked).as("what was not known is asked for again").hasValue(3);
    }

    @Test
    void more_silent_names_than_anybody_needs_are_refused_at_once() {
        SystemNames names = new SystemNames(vertx, this::resolve);
        List<Future<List<InetAddress>>> waiting = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            waiting.add(names.addresses("silent" + i + ".example"));
        }
        assertThat(waiting).noneMatch(Future::isComplete);
        assertThat(names.addresses("silent-too.example").failed()).isTrue();
        assertThat(names.addresses("silent5.example").isComplete()).isFalse();
        answers.countDown();
        waiting.forEach(one -> assertThatThrownBy(() -> await(one)).isInstanceOf(CompletionException.class));
        assertThat(await(names.addresses("quick.example"))).isNotEmpty();
    }
}
