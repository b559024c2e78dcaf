package io.pelagos.faults;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting with a bound: a tool that damages real processes has nothing but the clock to go by. */
final class Wait {

    private static final long STEP_MILLIS = 20;

    private Wait() {}

    static void until(Duration bound, String what, Callable<Boolean> condition) {
        Exception[] last = new Exception[1];
        if (!happens(bound, condition, last)) {
            throw new IllegalStateException("not within " + bound.toSeconds() + " s: " + what, last[0]);
        }
    }

    /** Whether the condition holds within the bound; an exception counts as "not yet". */
    static boolean happens(Duration bound, Callable<Boolean> condition) {
        return happens(bound, condition, new Exception[1]);
    }

    private static boolean happens(Duration bound, Callable<Boolean> condition, Exception[] last) {
        long end = System.nanoTime() + bound.toNanos();
        do {
            try {
                if (condition.call()) {
                    return true;
                }
            } catch (Exception e) {
                last[0] = e;
            }
            pause(STEP_MILLIS);
        } while (System.nanoTime() < end);
        return false;
    }

    /** What came of it; an exception when it failed or takes longer than ten seconds. */
    static <T> T done(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
