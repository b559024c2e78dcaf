package io.pelagos.month;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A month of a call centre against a real server: people work in sessions, between which time jumps. */
public final class Month {

    private static final int THREADS = 24;
    private static final LocalTime MORNING = LocalTime.of(9, 0);
    private static final Duration WORKDAY = Duration.ofHours(9);
    private static final int SESSIONS_WITH_NIGHTS = 4;
    /** Each day begins a little later, so that what was claimed in a session falls due before that of another day. */
    private static final Duration DRIFT = Duration.ofSeconds(90);

    private final Options options;
    private final Consumer<String> out;
    private final Policy policy = Policy.USUAL;
    private final Ledger ledger = new Ledger();
    private final Pace pace = new Pace();
    private final List<Callable<Void>> people = new ArrayList<>();

    private Month(Options options, Consumer<String> out) {
        this.options = options;
        this.out = out;
    }

    /** Runs the month and checks it; progress goes to {@code out}. */
    public static Report run(Options options, Consumer<String> out) throws Exception {
        out.accept("The month of " + options);
        Report report;
        try (Plant plant = new Plant(options.jar(), options.work())) {
            report = new Month(options, out).run(plant);
        }
        if (report.violations().isEmpty()) {
            remove(options.work());
        } else {
            out.accept("Logs and data stay in " + options.work());
        }
        return report;
    }

    private Report run(Plant plant) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (CellClock clock = new CellClock(plant.arbiter(), plant.database())) {
            Firm firm = Firm.setUp(plant.port, plant.operatorToken, "firm", policy, options.agents());
            out.accept("Set up after " + pace.seconds() + " s");
            hire(plant, firm, clock);
            Arrivals arrivals = new Arrivals(
                    plant.port,
                    firm.gate(),
                    ledger,
                    options.seed(),
                    options.leads(),
                    options.days() * options.sessions());
            LocalDate first = LocalDate.ofInstant(Instant.now(), policy.zone()).plusDays(1);
            for (int day = 0; day < options.days(); day++) {
                for (int session = 0; session < options.sessions(); session++) {
                    clock.advanceTo(start(first, day, session));
                    List<Callable<Void>> work = arrivals.of(day * options.sessions() + session);
                    work.addAll(people);
                    pace.step(() -> all(threads, work), clock::settle);
                }
                night(clock, first.plusDays(day));
                out.accept("Day " + (day + 1) + " is over after " + pace.seconds() + " s");
            }
            out.accept("Checking after " + pace.seconds() + " s");
            return Audit.of(plant, firm, policy, ledger, clock.settled(), pace);
        } finally {
            threads.shutdownNow();
        }
    }

    private void hire(Plant plant, Firm firm, CellClock clock) {
        Bulletin bulletin = new Bulletin();
        long seed = options.seed();
        Wire chief = new Wire(plant.port, firm.manager());
        people.add(new Manager(Firm.MANAGER, chief, ledger, bulletin, clock, seed));
        List<String> agents = List.copyOf(firm.agents().keySet());
        for (int i = 0; i < agents.size(); i++) {
            String id = agents.get(i);
            Wire wire = new Wire(plant.port, firm.agents().get(id));
            people.add(new Agent(id, wire, ledger, bulletin, clock, seed, Temper.of(i), options.sessions()));
        }
        firm.supervisors()
                .forEach((id, token) -> people.add(
                        new Supervisor(id, new Wire(plant.port, token), ledger, bulletin, clock, seed, agents)));
    }

    private long start(LocalDate first, int day, int session) {
        // With one session a day it is now in the morning, now in the afternoon.
        int slots = Math.max(2, options.sessions());
        int slot = options.sessions() == 1 ? day % 2 : session;
        return first.plusDays(day)
                .atTime(MORNING)
                .plus(DRIFT.multipliedBy(day))
                .plus(WORKDAY.multipliedBy(slot).dividedBy(slots - 1))
                .atZone(policy.zone())
                .toInstant()
                .toEpochMilli();
    }

    /** Nobody works, but rules do. A short run has no steps at night: each may wait a second for its alarms. */
    private void night(CellClock clock, LocalDate day) throws Exception {
        if (options.sessions() < SESSIONS_WITH_NIGHTS) {
            return;
        }
        for (LocalTime time : List.of(LocalTime.of(22, 0), LocalTime.of(2, 0), LocalTime.of(6, 0))) {
            LocalDate date = time.isBefore(MORNING) ? day.plusDays(1) : day;
            clock.advanceTo(date.atTime(time).atZone(policy.zone()).toInstant().toEpochMilli());
            pace.step(() -> {}, clock::settle);
        }
    }

    private static void all(ExecutorService threads, List<Callable<Void>> work) throws Exception {
        for (Future<Void> done : threads.invokeAll(work)) {
            done.get();
        }
    }

    private static void remove(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
