/** How people get in: passwords, sessions, OpenID Connect, the guard against guessing, and a trail of it all. */
@NullMarked
package io.pelagos.signin;

import org.jspecify.annotations.NullMarked;
