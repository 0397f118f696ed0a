// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

struct sqlite3;

namespace spanwise {

/// Adds to a connection:
///   spanwise_match(words, id, root name, question, answer): every word (folded, joined by line feeds) occurs
///   in one of
///     the three texts or begins the id. A text may be zstd-compressed: then it is a BLOB.
///   spanwise_has_step(steps, id): steps is a list of varints.
void registerTextMatch(sqlite3 *handle);

} // namespace spanwise
