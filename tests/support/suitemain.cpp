// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/suite.h"

#include <QCoreApplication>
#include <QTest>
#ifdef SPANWISE_TEST_GUI
#include <QApplication>
#endif

#include <cstdio>

/// Runs every registered class. `EXECUTABLE ClassName [Qt Test arguments]` runs one of them.
int main(int argc, char **argv)
{
#ifdef SPANWISE_TEST_GUI
    const QApplication application(argc, argv);
#else
    const QCoreApplication application(argc, argv);
#endif
    QStringList arguments = QCoreApplication::arguments();
    QString only;
    if (arguments.size() > 1 && !arguments[1].startsWith(QLatin1Char('-')))
        only = arguments.takeAt(1);

    int failures = 0;
    int ran = 0;
    for (const auto &make : spanwise::test::suite()) {
        const auto test = make();
        if (!only.isEmpty() && only != QLatin1String(test->metaObject()->className()))
            continue;
        ++ran;
        failures += QTest::qExec(test.get(), arguments);
    }
    if (ran == 0) {
        std::fprintf(stderr, "no test class of that name here\n");
        return 2;
    }
    return failures == 0 ? 0 : 1;
}
