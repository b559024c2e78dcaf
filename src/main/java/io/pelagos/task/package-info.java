/** What people have to do: tasks with comments, and the day's list. */
@NullMarked
package io.pelagos.task;

import org.jspecify.annotations.NullMarked;
