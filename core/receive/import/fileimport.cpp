// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/fileimport.h"

#include "core/receive/import/filereading.h"
#include "core/receive/import/importrun.h"

#include <exception>
#include <optional>

namespace spanwise {
namespace {

Result<ImportReport> importWhole(const std::filesystem::path &file, Intake &intake,
                                 const ImportProgressed &progressed, const std::stop_token &stop,
                                 std::uint64_t maxValueBytes)
{
    ImportRun run(intake, stop);
    if (const auto problem = readFileInto(run, file, progressed, maxValueBytes))
        return run.hasTakenAnything() ? run.brokenOff(*problem) : Result<ImportReport>(*problem);
    return run.finish(file);
}

} // namespace

Result<ImportReport> importFile(const std::filesystem::path &file, Intake &intake,
                                const ImportProgressed &progressed, const std::stop_token &stop,
                                std::uint64_t maxValueBytes)
{
    try {
        return importWhole(file, intake, progressed, stop, maxValueBytes);
    } catch (const std::exception &problem) { // memory ran out
        return Error{Error::Code::TooLarge,
                     file.string() + " could not be taken in (" + problem.what() +
                         "). Close other programs, or split the file, and import it again: what is in "
                         "the history already is not added twice."};
    }
}

} // namespace spanwise
