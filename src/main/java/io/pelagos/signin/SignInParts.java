package io.pelagos.signin;

import io.pelagos.lead.ContactVault;
import io.pelagos.platform.GuardedClient;
import io.pelagos.platform.PgPool;
import io.pelagos.team.Directory;
import io.pelagos.team.Tokens;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.LongSupplier;

/** The parts of this package, joined. */
public record SignInParts(
        SignIn signIn, Passwords passwords, Sessions sessions, OidcSignIn oidc, Trail trail, SignInCare care) {
    /**
     * What they need.
     *
     * @param client for the identity providers, which tenants have chosen
     * @param serverKeys the number under which the vault has the server's own keys
     */
    public record Needs(
            Vertx vertx,
            PgPool sql,
            Directory directory,
            Tokens tokens,
            Hasher hasher,
            GuardedClient client,
            ContactVault vault,
            int serverKeys,
            Clock clock,
            LongSupplier ids) {}

    /** From now on {@link Tokens} takes those of the tenants' identity providers, too. */
    public static SignInParts of(Needs n) {
        Trail trail = new Trail(n.sql, n.clock, n.ids);
        Guard guard = new Guard(n.sql, n.clock);
        Accounts accounts = new Accounts(n.sql, n.clock);
        Sessions sessions = new Sessions(n.sql, n.directory, n.tokens, trail, n.clock, n.ids);
        Door door = new Door(n.sql, n.tokens, sessions, trail);
        Providers providers = new Providers(n.client, n.clock);
        ProviderTokens theirs = new ProviderTokens(n.vertx, providers, n.clock);
        n.tokens.accept(new MachineTokens(n.directory, theirs, n.clock));
        OidcState states = new OidcState(n.vault, n.serverKeys, n.clock);
        return new SignInParts(
                new SignIn(n.sql, n.directory, n.hasher, accounts, guard, door, trail),
                new Passwords(n.sql, n.tokens, n.hasher, accounts, sessions, guard, trail),
                sessions,
                new OidcSignIn(n.directory, n.vault, providers, theirs, n.client, states, guard, door, trail),
                trail,
                new SignInCare(sessions, guard, trail));
    }
}
