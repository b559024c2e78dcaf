package io.pelagos.journal;

import org.jspecify.annotations.Nullable;

/** Whether a cell may decide. */
interface Gate {

    /** The fence to decide and settle under; null while the gate is closed. */
    @Nullable
    Fence fence();

    /** Redis did not know the scripts, or PostgreSQL knows another epoch: this fence must be looked at. */
    void doubt(Fence fence, String why);
}
