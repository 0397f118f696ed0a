// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/sqlitestore.h"
#include "tests/support/ragtrace.h"

#include <QApplication>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

namespace spanwise::test {

/// A history on disk, as the program has it, filled by hand.
class CompareStore
{
public:
    CompareStore()
    {
        auto opened =
            SqliteStore::open(m_directory.filePath(QStringLiteral("history")).toStdString(),
                              {.readFacts = [](TelemetryBatch &batch) { return readFacts(batch); }});
        if (opened)
            m_store = std::move(*opened);
    }

    std::shared_ptr<SqliteStore> store() const { return m_store; }

    void add(const RagQuery &query)
    {
        AdmittedBatch admitted{ragBatch(query), {}};
        admitted.facts = readFacts(admitted.batch);
        const AdmittedBatch *const group[]{&admitted};
        QVERIFY(m_store->append(group));
    }
    void add(std::uint32_t number, const std::string &question, double scale = 1, bool failing = false)
    {
        RagQuery query;
        query.id = traceId(number);
        query.begin += std::chrono::minutes(number);
        query.question = question;
        query.scale = scale;
        query.failing = failing;
        if (failing)
            query.answer = "Something else is answered.";
        add(query);
    }

private:
    QTemporaryDir m_directory;
    std::shared_ptr<SqliteStore> m_store;
};

/// Whether a label that is seen holds the words.
inline bool says(const QWidget &widget, const QString &words)
{
    const auto labels = widget.findChildren<QLabel *>();
    return std::ranges::any_of(labels, [&](const QLabel *label) {
        return label->isVisibleTo(&widget) && label->text().contains(words);
    });
}

/// The one child that is called so to those who cannot see it.
template<class Widget>
Widget *called(const QWidget &parent, const QString &accessibleName)
{
    for (Widget *const child : parent.findChildren<Widget *>())
        if (child->accessibleName() == accessibleName)
            return child;
    return nullptr;
}

} // namespace spanwise::test
