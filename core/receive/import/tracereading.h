// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/factsreader.h"
#include "core/model/trace.h"
#include "core/receive/import/fileimport.h"

#include <memory>

namespace spanwise {

/// The trace of a file that holds just one, straight from its bytes: so that it can be looked at while the
/// import puts it into the history. nullptr when the file holds several traces or none. Repeated spans count
/// once. Blocks; any thread; errors as of importFile().
Result<std::shared_ptr<const Trace>> readTraceFile(const std::filesystem::path &file,
                                                   const FactsReader &readFacts,
                                                   const ImportProgressed &progressed = {},
                                                   const std::stop_token &stop = {});

} // namespace spanwise
