// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/commands/openedhistory.h"
#include "app/spanwise/console.h"
#include "app/spanwise/history.h"
#include "core/analysis/comparisontext.h"
#include "core/store/storedmessages.h"

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

Result<std::shared_ptr<const Trace>> loadNamed(const StoreReader &store, const QString &idOrPrefix)
{
    const auto id = resolveTrace(store, idOrPrefix);
    if (!id)
        return id.error();
    return store.load(*id);
}

int troubleWith(const Error &error)
{
    (void)failWith(error);
    return exitcode::trouble;
}

} // namespace

int runCompare(const Invocation &invocation)
{
    auto history = openedHistory({invocation.dataDirectory, invocation.store});
    if (!history)
        return troubleWith(history.error());
    const auto left = loadNamed(*history->store, invocation.traces[0]);
    if (!left)
        return troubleWith(left.error());
    const auto right = loadNamed(*history->store, invocation.traces[1]);
    if (!right)
        return troubleWith(right.error());
    const auto messages = storedMessagesOf(*history->store, {(*left)->id(), (*right)->id()});
    if (!messages)
        return troubleWith(messages.error());
    const TraceDiff diff = compareTraces(*left, *right, *messages);
    print(QString::fromStdString(invocation.json ? comparisonJson(diff) + '\n' : comparisonMarkdown(diff)));
    return differencesOf(diff).empty() ? exitcode::ok : exitcode::different;
}

} // namespace spanwise
