// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/commands/openedhistory.h"
#include "app/spanwise/console.h"
#include "app/spanwise/history.h"
#include "app/spanwise/summarytext.h"
#include "core/store/search.h"

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// The search with a caret under the character that is wrong, as compilers show it.
int explain(const SearchError &problem, const std::string &text)
{
    complain(QString::fromStdString(problem.asError(text).message));
    const std::size_t column = terminalColumn(text, problem.position);
    QString line = QString::fromStdString(text);
    for (const char16_t blank : {u'\t', u'\n', u'\r'})
        line.replace(QChar(blank), u' ');
    complainPlainly(u"  "_s % line % u'\n' % QString(qsizetype(column) + 2, u' ') % u'^');
    return exitcode::usage;
}

} // namespace

int runQuery(const Invocation &invocation)
{
    const std::string text = invocation.subject.toStdString();
    SearchParse parsed = SearchQuery::parse(text);
    if (parsed.error)
        return explain(*parsed.error, text);
    auto history = openedHistory({invocation.dataDirectory, invocation.store});
    if (!history)
        return failWith(history.error());

    SearchRequest request{
        .query = *std::move(parsed.query), .filter = {}, .after = {}, .limit = invocation.limit};
    request.filter.labelled = invocation.labelled;
    const auto end = searchTraces(*history->store, request, [&](const SearchProgress &progress) {
        for (const SearchHit &hit : progress.hits)
            print((invocation.json ? jsonLine(hit) : textLine(hit)) % u'\n');
    });
    if (!end)
        return failWith(end.error());
    if (end->found == 0 && !invocation.json)
        complain(u"nothing in the history matches."_s);
    return exitcode::ok;
}

} // namespace spanwise
