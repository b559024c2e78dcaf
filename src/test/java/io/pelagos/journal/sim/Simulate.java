package io.pelagos.journal.sim;

import java.util.concurrent.ThreadLocalRandom;

/** Runs many worlds, or one with its trace. See load-tests/README.md. */
final class Simulate {
    private Simulate() {}

    public static void main(String[] arguments) {
        long seed = ThreadLocalRandom.current().nextLong(1_000_000_000L);
        long seeds = 1_000;
        boolean one = false;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--seeds" -> seeds = Long.parseLong(arguments[i + 1]);
                case "--seed" -> {
                    seed = Long.parseLong(arguments[i + 1]);
                    one = true;
                }
                case "--from" -> seed = Long.parseLong(arguments[i + 1]);
                default -> throw new IllegalArgumentException(arguments[i]);
            }
        }
        if (one) {
            World.Outcome outcome = new World(seed, true).run();
            System.out.print(outcome.trace());
            outcome.violations().forEach(System.out::println);
            System.exit(outcome.violations().isEmpty() ? 0 : 1);
        }
        Campaign campaign = Campaign.run(seed, seeds, 2);
        System.out.println(campaign.report());
        System.exit(campaign.broken().isEmpty() ? 0 : 1);
    }
}
