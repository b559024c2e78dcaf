package io.pelagos.assignment;

import io.pelagos.pool.Waiting;
import io.pelagos.team.Agent;

/** Somebody who may be given leads in this look, and how many more. */
final class Candidate {
    private final Agent agent;
    private final String offers;
    private final int weight;
    private int room;
    private int held;

    /**
     * @param offers what the agent has for leads that ask for something, see {@link Waiting#offers}
     * @param room how many more leads the agent's limits allow
     */
    Candidate(Agent agent, String offers, int weight, int room, int held) {
        this.agent = agent;
        this.offers = offers;
        this.weight = weight;
        this.room = room;
        this.held = held;
    }

    Agent agent() {
        return agent;
    }

    String offers() {
        return offers;
    }

    String id() {
        return agent.id();
    }

    int weight() {
        return weight;
    }

    int held() {
        return held;
    }

    boolean free() {
        return room > 0;
    }

    void take() {
        room--;
        held++;
    }

    void giveBack() {
        room++;
        held--;
    }

    /** A limit that was free a moment ago is full. */
    void full() {
        room = 0;
    }
}
