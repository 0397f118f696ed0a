// SPDX-License-Identifier: GPL-3.0-or-later
// How fast the history is: every row of the table that packaging/bench prints. Arguments choose; none means
// all.
//   bench_history [ingest] [pressure] [append] [import] [lookups]
// SPANWISE_PRESSURE_S=60 pushes for a minute instead of ten seconds.
#include "core/base/memory.h"
#include "tests/bench/history/measures.h"

#include <QCoreApplication>

using namespace spanwise::bench;

int main(int argc, char **argv)
{
    spanwise::limitHeaps(); // as the program does
    const QCoreApplication application(argc, argv);
    const QStringList chosen = QCoreApplication::arguments().mid(1);
    if (chosen.size() >= 2 && chosen.front() == QStringLiteral("serve"))
        return serve(chosen[1], chosen.size() > 2);
    const auto wanted = [&](const char *name) {
        return chosen.isEmpty() || chosen.contains(QLatin1String(name));
    };
    if (wanted("ingest"))
        measureIngest(QCoreApplication::applicationFilePath());
    if (wanted("pressure"))
        measurePressure(QCoreApplication::applicationFilePath(),
                        qEnvironmentVariableIntValue("SPANWISE_PRESSURE_S") > 0
                            ? qEnvironmentVariableIntValue("SPANWISE_PRESSURE_S")
                            : 10);
    if (wanted("append"))
        measureAppend();
    if (wanted("import"))
        measureImport();
    if (wanted("lookups"))
        measureLookups();
    return 0;
}
