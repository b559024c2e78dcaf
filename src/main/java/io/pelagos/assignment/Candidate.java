package io.pelagos.assignment;

import io.pelagos.team.Agent;

/** Somebody who may be given leads in this look, and how many more. */
final class Candidate {
    private final Agent agent;
    private final int weight;
    private int room;
    private int held;

    /** @param room how many more leads the agent's limits allow */
    Candidate(Agent agent, int weight, int room, int held) {
        this.agent = agent;
        this.weight = weight;
        this.room = room;
        this.held = held;
    }

    Agent agent() {
        return agent;
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
