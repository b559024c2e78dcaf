package io.pelagos.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Virtual clients: a bounded number of threads, each asking, waiting for the answer, and asking again.
 * They do what hurts: resend after a timeout at the other node, click twice, claim in parallel for one agent.
 */
final class Workload implements AutoCloseable {

    private static final int MAX_ATTEMPTS = 4;
    private static final int PAUSE_MILLIS = 25;
    private static final int RETRY_PAUSE_MILLIS = 200;
    private static final int TOGETHER_MAX = 6;

    private static final List<String> CLAIMED =
            List.of(Rules.ROLLING, Rules.ROLLING, Rules.HOLD, Rules.HOLD, Rules.DAILY, Rules.SHELF, Rules.OFFERED);

    private final Api api;
    private final List<? extends Target> targets;
    private final Firm firm;
    private final History history;
    private final Memory memory = new Memory();
    private final Work work = new Work(memory);
    private final Attendance attendance;
    private final AtomicLong numbers = new AtomicLong();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final ExecutorService beside = Executors.newFixedThreadPool(4, Workload::daemon);

    Workload(Api api, List<? extends Target> targets, Firm firm, History history) {
        this.api = api;
        this.targets = targets;
        this.firm = firm;
        this.history = history;
        this.attendance = new Attendance(api, firm);
    }

    void start(int clients, long seed) {
        for (int i = 0; i < clients; i++) {
            Random random = new Random(seed * 1_000 + i);
            Thread thread = daemon(() -> loop(random));
            threads.add(thread);
            thread.start();
        }
    }

    private void loop(Random random) {
        try {
            do {
                step(random);
            } while (!stop.await(random.nextInt(PAUSE_MILLIS), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void step(Random random) throws InterruptedException {
        int dice = random.nextInt(100);
        if (dice < 18) {
            hook(random, memory.newcomer(random.nextInt(3) == 0 ? Firm.GOOGLE : Firm.GENERIC));
        } else if (dice < 24) {
            Memory.Person known = memory.known(random);
            if (known != null) {
                // Either the platform sends again, or the same person fills in another form.
                hook(random, random.nextBoolean() ? known : memory.again(known));
            }
        } else if (dice < 29) {
            enter(random);
        } else if (dice < 67) {
            claim(random);
        } else if (dice < 75) {
            release(random);
        } else if (dice < 79) {
            assign(random);
        } else if (dice < 80) {
            attendance.change(targets.get(random.nextInt(targets.size())), random);
        } else if (dice < 93) {
            String agent = agent(random);
            work(random, agent, memory.newest(agent));
        } else {
            others(random);
        }
    }

    private void hook(Random random, Memory.Person person) throws InterruptedException {
        String body = firm.delivery(person.channel(), person.externalId(), person.phone());
        Intent intent = Intent.hook(
                number(),
                firm.hook(person.channel()),
                body,
                Firm.poolOf(person.channel()),
                person.channel(),
                person.externalId(),
                person.phone());
        Operation last = pursue(random, intent);
        if (last.ok()) {
            memory.cameIn(person, last);
        }
    }

    private void enter(Random random) throws InterruptedException {
        Memory.Person person = memory.newcomer("");
        String agent = agent(random);
        String pool =
                List.of(Rules.DAILY, Rules.DAILY, Rules.ROUTED, Rules.OFFERED).get(random.nextInt(4));
        Operation last =
                pursue(random, Intent.enter(number(), agent, key(random), pool, person.externalId(), person.phone()));
        if (last.ok()) {
            memory.cameIn(null, last);
        }
    }

    private void claim(Random random) throws InterruptedException {
        String agent = agent(random);
        Intent intent = aClaim(random, agent);
        int dice = random.nextInt(100);
        if (intent.key() != null && dice < 8) {
            aside(random, intent);
        } else if (dice < 14) {
            aside(random, aClaim(random, agent));
            aside(random, aClaim(random, agent));
        }
        Operation last = pursue(random, intent);
        if (last.ok()) {
            memory.claimed(agent, last);
            if (intent.key() != null && random.nextInt(20) == 0) {
                // The key again for something else: must be refused, and must change nothing.
                attempt(random, intent.withBody(number(), "{\"count\":2}"));
            }
            afterwards(random, agent, last.answer().leads().get(0));
        }
    }

    /** Rules take leads within seconds: what is to be done with one is done soon after it was claimed. */
    private void afterwards(Random random, String agent, Answer.Told claimed) throws InterruptedException {
        int dice = random.nextInt(100);
        if (dice < 45) {
            work(random, agent, claimed.lead());
        } else if (dice < 50) {
            pursue(random, Work.extend(number(), key(random), claimed.lead()));
        } else if (dice < 80 && Rules.SHELF.equals(claimed.pool())) {
            // A better grade would give the owner more time, so it waits for the supervisor's word.
            Operation last = pursue(random, Work.grade(number(), agent, key(random), claimed.lead(), "A"));
            if (last.ok()) {
                pursue(random, Work.approve(random, number(), key(random), claimed.lead(), false));
            }
        }
    }

    private void work(Random random, String agent, long lead) throws InterruptedException {
        if (lead == 0) {
            return;
        }
        Intent intent = work.ofOwner(random, number(), agent, key(random), lead);
        if (intent.externalId() != null && random.nextInt(4) == 0) {
            // At the same moment the same id of the other system for another lead.
            String other = agent(random);
            long others = memory.newest(other);
            if (others != 0 && others != lead) {
                aside(random, Work.sale(intent.kind(), number(), other, key(random), others, intent.externalId()));
            }
        } else if (random.nextInt(10) == 0) {
            aside(random, intent.key() == null ? work.ofOwner(random, number(), agent, null, lead) : intent);
        }
        Operation last = pursue(random, intent);
        if (last.ok()) {
            worked(random, agent, last);
        }
    }

    private void worked(Random random, String agent, Operation done) throws InterruptedException {
        Intent intent = done.intent();
        int version = done.answer().leads().isEmpty()
                ? 0
                : done.answer().leads().get(0).version();
        switch (intent.kind()) {
            case FOLLOW_UP -> memory.noted(Memory.Mark.FOLLOWED_UP, intent.lead(), version);
            case EDIT -> {
                // Only there a rule has a filter, so that an edit may have to be approved.
                if (Rules.SHELF.equals(done.answer().leads().get(0).pool())) {
                    memory.noted(Memory.Mark.EDITED, intent.lead(), version);
                }
            }
            case CLOSE -> {
                memory.noted(Memory.Mark.CLOSED, intent.lead(), version);
                if (random.nextInt(3) == 0) {
                    // Back at once, for the agent who had it: it must cool down all the same.
                    pursue(random, Work.reopen(number(), key(random), intent.lead()));
                    pursue(random, Intent.claim(number(), agent, key(random), Rules.ROLLING, intent.lead(), 1));
                }
            }
            case DEAL -> {
                if (done.answer().status() == 202 && random.nextBoolean()) {
                    pursue(random, Work.approve(random, number(), key(random), intent.lead(), true));
                } else if (done.answer().status() == 202) {
                    memory.noted(Memory.Mark.WAITS_FOR_APPROVAL, intent.lead(), version);
                }
            }
            default -> {}
        }
    }

    private void others(Random random) throws InterruptedException {
        Intent intent = work.ofOthers(random, number(), key(random));
        if (intent != null) {
            pursue(random, intent);
        }
    }

    private Intent aClaim(Random random, String agent) {
        String pool = CLAIMED.get(random.nextInt(CLAIMED.size()));
        int dice = random.nextInt(10);
        long chosen = dice < 3 ? memory.seen(random) : 0;
        return Intent.claim(number(), agent, key(random), pool, chosen, chosen == 0 && dice == 9 ? 3 : 1);
    }

    private void release(Random random) throws InterruptedException {
        String agent = agent(random);
        long lead = memory.held(agent);
        if (lead != 0) {
            pursue(random, Intent.release(number(), agent, key(random), lead));
        } else if (random.nextInt(5) == 0) {
            // Claims whose outcome stayed unknown: else their leads would fill the agent's hands for good.
            memory.found(agent, api.owned(targets.get(random.nextInt(targets.size())), firm.token(agent)));
        }
    }

    /** Several leads at once: of each it is told what became of it. */
    private void assignTogether(Random random) {
        String agent = agent(random);
        List<Intent> intents = Stream.generate(() -> memory.seen(random))
                .limit(1 + random.nextInt(TOGETHER_MAX))
                .filter(lead -> lead != 0)
                .distinct()
                .map(lead -> Intent.assign(number(), Firm.SUPERVISOR, null, lead, agent, false))
                .toList();
        if (!intents.isEmpty()) {
            Target target = targets.get(random.nextInt(targets.size()));
            for (Operation operation : api.assignTogether(target, intents, firm.token(Firm.SUPERVISOR))) {
                history.add(operation);
                if (operation.ok()) {
                    memory.claimed(agent, operation);
                }
            }
        }
    }

    private void assign(Random random) throws InterruptedException {
        if (random.nextInt(4) == 0) {
            assignTogether(random);
            return;
        }
        long lead = memory.seen(random);
        if (lead != 0) {
            String agent = agent(random);
            Operation last = pursue(
                    random, Intent.assign(number(), Firm.SUPERVISOR, key(random), lead, agent, random.nextInt(4) == 0));
            if (last.ok()) {
                memory.claimed(agent, last);
            }
        }
    }

    /** Asks until the answer is final; without a key only a webhook may be sent again. The last attempt. */
    private Operation pursue(Random random, Intent intent) throws InterruptedException {
        boolean repeatable = intent.key() != null || intent.kind() == Intent.Kind.HOOK;
        Operation operation = attempt(random, intent);
        for (int i = 1; repeatable && i < MAX_ATTEMPTS && operation.answer().retry(); i++) {
            if (stop.await(1 + random.nextInt(RETRY_PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
                break;
            }
            operation = attempt(random, intent);
        }
        return operation;
    }

    private Operation attempt(Random random, Intent intent) {
        Target target = targets.get(random.nextInt(targets.size()));
        Operation operation = api.attempt(target, intent, firm.token(intent.actor()));
        history.add(operation);
        return operation;
    }

    /** The same moment, another wire. */
    private void aside(Random random, Intent intent) {
        long seed = random.nextLong();
        beside.execute(() -> {
            Operation operation = attempt(new Random(seed), intent);
            if (operation.ok() && intent.kind() == Intent.Kind.CLAIM) {
                memory.claimed(intent.actor(), operation);
            }
        });
    }

    long number() {
        return numbers.incrementAndGet();
    }

    private String key(Random random) {
        return random.nextInt(10) < 7 ? "key-" + numbers.incrementAndGet() + "-" + random.nextInt(1_000_000) : null;
    }

    private String agent(Random random) {
        return firm.agents().get(random.nextInt(firm.agents().size()));
    }

    /** No new requests; returns when the last answer is in. */
    @Override
    public void close() {
        stop.countDown();
        try {
            for (Thread thread : threads) {
                thread.join(20_000);
            }
            // Only now: until then they hand things over to it.
            beside.shutdown();
            if (!beside.awaitTermination(20, TimeUnit.SECONDS)
                    || threads.stream().anyMatch(Thread::isAlive)) {
                throw new IllegalStateException("a client does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable body) {
        Thread thread = new Thread(body, "client");
        thread.setDaemon(true);
        return thread;
    }
}
