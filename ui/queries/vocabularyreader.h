// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/searchvocabulary.h"
#include "core/store/store.h"

#include <memory>
#include <stop_token>

namespace spanwise {

/// What the history can complete a search with: the fields and values of its newest few hundred traces and of
/// some from every part of its time. Not for the GUI thread; some tens of milliseconds.
std::shared_ptr<const SearchVocabulary> readVocabulary(const StoreReader &store, const std::stop_token &stop);

} // namespace spanwise
