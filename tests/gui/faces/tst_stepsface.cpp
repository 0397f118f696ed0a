// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/faces/samples.h"
#include "tests/support/suite.h"
#include "ui/faces/stepsface.h"
#include "ui/faces/stepsmodel.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;

namespace spanwise {

class TstStepsFace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theLongestStepComesFirst();
    void aClickOnAColumnSortsByIt();
    void sortingKeepsTheSelectedStep();
    void ctrlCCopiesTheRowWithItsHead();
    void columnsThatSayNothingAreHidden();
    void returnActivatesTheSpan();

private:
    QStringList names() const;

    Theme m_theme;
    std::shared_ptr<const Trace> m_trace;
    std::unique_ptr<StepsFace> m_face;
};

void TstStepsFace::init()
{
    m_face = std::make_unique<StepsFace>(m_theme);
    m_face->resize(900, 400);
    m_face->show();
    new QAbstractItemModelTester(m_face->table().model(), m_face.get());
    m_trace = test::sharedTrace(test::faceOutline);
    QSignalSpy filled(m_face.get(), &Face::filled);
    m_face->showTrace(m_trace);
    QVERIFY(filled.wait(5000));
}

QStringList TstStepsFace::names() const
{
    QStringList all;
    for (int row = 0; row < m_face->table().model()->rowCount(); ++row)
        all += m_face->table().model()->index(row, 0).data().toString();
    return all;
}

void TstStepsFace::theLongestStepComesFirst()
{
    QCOMPARE(names(),
             (QStringList{u"query"_s, u"generate"_s, u"model"_s, u"retrieve"_s, u"words"_s, u"vector"_s}));
}

void TstStepsFace::aClickOnAColumnSortsByIt()
{
    m_face->table().sortByColumn(StepsModel::StepColumn, Qt::AscendingOrder);
    QCOMPARE(names().first(), u"generate"_s);
    m_face->table().sortByColumn(StepsModel::CountColumn, Qt::DescendingOrder);
    QCOMPARE(names().first(), u"model"_s);
}

void TstStepsFace::sortingKeepsTheSelectedStep()
{
    m_face->selectSpan(test::rowOf(*m_trace, "words"));
    QCOMPARE(m_face->table().currentIndex().siblingAtColumn(0).data().toString(), u"words"_s);
    QSignalSpy selected(m_face.get(), &Face::spanSelected);
    m_face->table().sortByColumn(StepsModel::P95Column, Qt::AscendingOrder);
    QCOMPARE(m_face->table().currentIndex().siblingAtColumn(0).data().toString(), u"words"_s);
    QCOMPARE(selected.count(), 0);
}

void TstStepsFace::ctrlCCopiesTheRowWithItsHead()
{
    m_face->selectSpan(test::rowOf(*m_trace, "model"));
    QTest::keyClick(&m_face->table(), Qt::Key_C, Qt::ControlModifier);
    const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines[0].startsWith(u"Step\tCount\tFailed\tTotal"_s));
    QVERIFY(lines[1].startsWith(u"model\t2\t"_s));
}

void TstStepsFace::columnsThatSayNothingAreHidden()
{
    QVERIFY(m_face->table().isColumnHidden(StepsModel::ServiceColumn)); // one service only
    QVERIFY(m_face->table().isColumnHidden(StepsModel::CostColumn));
    QVERIFY(!m_face->table().isColumnHidden(StepsModel::FailedColumn));
}

void TstStepsFace::returnActivatesTheSpan()
{
    m_face->selectSpan(test::rowOf(*m_trace, "vector"));
    QSignalSpy activated(m_face.get(), &Face::spanActivated);
    QTest::keyClick(&m_face->table(), Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().value<SpanRow>(), test::rowOf(*m_trace, "vector"));
}

} // namespace spanwise

static const spanwise::test::Registered<spanwise::TstStepsFace> registered;

#include "tst_stepsface.moc"
