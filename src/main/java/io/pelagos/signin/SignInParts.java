package io.pelagos.signin;

import io.pelagos.platform.PgPool;
import io.pelagos.team.Directory;
import io.pelagos.team.Tokens;
import java.time.Clock;
import java.util.function.LongSupplier;

/** The parts of this package, joined. */
public record SignInParts(
        SignIn signIn, Passwords passwords, Sessions sessions, Door door, Trail trail, SignInCare care) {
    public static SignInParts of(
            PgPool sql, Directory directory, Tokens tokens, Hasher hasher, Clock clock, LongSupplier ids) {
        Trail trail = new Trail(sql, clock, ids);
        Guard guard = new Guard(sql, clock);
        Accounts accounts = new Accounts(sql, clock);
        Sessions sessions = new Sessions(sql, directory, tokens, trail, clock, ids);
        Door door = new Door(sql, tokens, sessions, trail);
        return new SignInParts(
                new SignIn(sql, directory, hasher, accounts, guard, door, trail),
                new Passwords(sql, tokens, hasher, accounts, sessions, guard, trail),
                sessions,
                door,
                trail,
                new SignInCare(sessions, guard, trail));
    }
}
