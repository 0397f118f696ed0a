// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/faces/samples.h"
#include "tests/support/suite.h"
#include "ui/faces/sequenceface.h"
#include "ui/faces/sequencemodel.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;

namespace spanwise {

class TstSequenceFace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void spansAndRecordsStandInTheOrderOfTime();
    void textNarrowsTheLines();
    void severityNarrowsTheLines();
    void selectingALineSelectsItsSpan();
    void selectingASpanFindsItsFirstLine();
    void aLineOfTheSelectedSpanStaysSelected();
    void ctrlCCopiesTheLines();

private:
    QStringList lines() const;

    Theme m_theme;
    std::shared_ptr<const Trace> m_trace;
    std::unique_ptr<SequenceFace> m_face;
};

void TstSequenceFace::init()
{
    m_face = std::make_unique<SequenceFace>(m_theme);
    m_face->resize(900, 400);
    m_face->show();
    new QAbstractItemModelTester(m_face->table().model(), m_face.get());
    m_trace = test::sharedTrace("query 0 1000\n  retrieve 10 400\n  generate 400 1000 error\n");
    QSignalSpy filled(m_face.get(), &Face::filled);
    m_face->setLogs(test::logsFor(*m_trace, "9 5 1 begun\n13 200 2 slow index\n5 450 0 nothing"));
    m_face->showTrace(m_trace);
    QVERIFY(filled.wait(5000));
}

QStringList TstSequenceFace::lines() const
{
    QStringList all;
    const QAbstractItemModel &model = *m_face->table().model();
    for (int row = 0; row < model.rowCount(); ++row)
        all += model.index(row, SequenceModel::TypeColumn).data().toString() % u' ' %
               model.index(row, SequenceModel::StepColumn).data().toString();
    return all;
}

void TstSequenceFace::spansAndRecordsStandInTheOrderOfTime()
{
    QCOMPARE(lines(), (QStringList{u"span query"_s, u"INFO query"_s, u"span retrieve"_s, u"WARN retrieve"_s,
                                   u"span generate"_s, u"DEBUG "_s}));
}

void TstSequenceFace::textNarrowsTheLines()
{
    QSignalSpy filled(m_face.get(), &Face::filled);
    m_face->textField().setText(u"SLOW"_s);
    QVERIFY(filled.wait(5000));
    QCOMPARE(lines(), QStringList{u"WARN retrieve"_s});
}

void TstSequenceFace::severityNarrowsTheLines()
{
    QSignalSpy filled(m_face.get(), &Face::filled);
    m_face->severityField().setCurrentIndex(2);
    QVERIFY(filled.wait(5000));
    QCOMPARE(lines(), (QStringList{u"WARN retrieve"_s, u"span generate"_s})); // the failed one
}

void TstSequenceFace::selectingALineSelectsItsSpan()
{
    QSignalSpy selected(m_face.get(), &Face::spanSelected);
    m_face->table().selectRow(3);
    QCOMPARE(selected.count(), 1);
    QCOMPARE(selected.first().first().value<SpanRow>(), test::rowOf(*m_trace, "retrieve"));
}

void TstSequenceFace::selectingASpanFindsItsFirstLine()
{
    QSignalSpy selected(m_face.get(), &Face::spanSelected);
    m_face->selectSpan(test::rowOf(*m_trace, "retrieve"));
    QCOMPARE(m_face->table().currentIndex().row(), 2);
    QCOMPARE(selected.count(), 0);
}

void TstSequenceFace::aLineOfTheSelectedSpanStaysSelected()
{
    m_face->table().selectRow(3);
    m_face->selectSpan(test::rowOf(*m_trace, "retrieve"));
    QCOMPARE(m_face->table().currentIndex().row(), 3);
}

void TstSequenceFace::ctrlCCopiesTheLines()
{
    m_face->table().selectRow(3);
    QTest::keyClick(&m_face->table(), Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().endsWith(u"WARN\tretrieve\tslow index"_s));
}

} // namespace spanwise

static const spanwise::test::Registered<spanwise::TstSequenceFace> registered;

#include "tst_sequenceface.moc"
