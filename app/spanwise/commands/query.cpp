// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/console.h"
#include "app/spanwise/history.h"
#include "app/spanwise/summarytext.h"

namespace spanwise {

int runQuery(const Invocation &invocation)
{
    auto history = openHistory(invocation.dataDirectory);
    if (!history)
        return failWith(history.error());
    if (!history->notice.empty())
        complain(QString::fromStdString(history->notice));

    TraceRequest request;
    request.filter.text = invocation.subject.toStdString();
    std::uint64_t left = invocation.limit;
    while (left > 0) {
        request.limit = static_cast<std::uint32_t>(std::min<std::uint64_t>(left, 500));
        const auto page = history->store->list(request);
        if (!page)
            return failWith(page.error());
        for (const TraceSummary &summary : page->traces)
            print((invocation.json ? jsonLine(summary) : textLine(summary)) % u'\n');
        left -= page->traces.size();
        if (page->complete || page->traces.empty())
            break;
        request.after = PageCursor{page->traces.back().time.begin, page->traces.back().id};
    }
    if (left == invocation.limit && !invocation.json)
        complain(QStringLiteral("nothing in the history matches."));
    return exitcode::ok;
}

} // namespace spanwise
