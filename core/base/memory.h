// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace spanwise {

/// Lets the allocator keep one heap a processor, two at least and eight at most, instead of one for nearly
/// every thread: what is free in the heap of one thread is of no use to the others, and after a few large
/// traces a hundred megabytes lay there. For the beginning of main(), before there are threads; does nothing
/// without glibc.
void limitHeaps() noexcept;

/// Gives memory that is free back to the system; the allocator keeps it otherwise. Takes milliseconds after
/// something large was let go. Any thread; does nothing without glibc.
void returnFreeMemory() noexcept;

} // namespace spanwise
