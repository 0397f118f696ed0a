// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/outline.h"
#include "tests/support/ragtrace.h"
#include "tests/support/suite.h"
#include "ui/trace/attributesmodel.h"
#include "ui/trace/attributespanel.h"
#include "ui/trace/details.h"
#include "ui/trace/indentjson.h"
#include "ui/trace/textviewer.h"

#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {

/// The tabs Attributes and Raw: what one span carries, whole.
class TstSpanValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theAttributeSearchOpensWhatMatches();
    void attributesKeepFavouritesFormAndWhatIsOpen();
    void anAttributeIsCopiedAndCharted();
    void aValueOfMegabytesIsThereAtOnceAndWhole();
    void aLongTextIsCopiedWholeWhileItIsStillFilled();
    void rawIsTheSpanAsOtlpJson();
    void aLineOfMegabytesIsShownWholeAndCopiedInOnePiece();

private:
    Theme m_theme;
};

void TstSpanValues::theAttributeSearchOpensWhatMatches()
{
    const auto trace = test::ragTrace({});
    SpanDetails details(m_theme, standardReaders());
    details.setTab(SpanDetails::Tab::Attributes);
    details.showSpan(trace, static_cast<SpanRow>(10));
    details.resize(460, 600);
    details.show();
    auto *const panel = details.findChild<AttributesPanel *>();
    auto *const search = panel->findChild<QLineEdit *>();
    auto *const found = panel->findChild<QLabel *>(u"found"_s);
    auto *const tree = panel->findChild<QTreeView *>();
    search->setText(u"QWEN2"_s);
    QTRY_COMPARE(found->text(), u"1 of 1"_s);
    QVERIFY(tree->currentIndex()
                .siblingAtColumn(AttributesModel::ValueColumn)
                .data()
                .toString()
                .contains(u"qwen2"_s));
    search->setText(u"token_count"_s);
    QTRY_COMPARE(found->text(), u"1 of 2"_s);
    const QModelIndex first = tree->currentIndex();
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(found->text(), u"2 of 2"_s);
    QVERIFY(tree->currentIndex() != first);
    QTest::keyClick(search, Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(tree->currentIndex(), first);
    tree->collapseAll();
    QTest::keyClick(search, Qt::Key_Return);
    QVERIFY(!tree->visualRect(tree->currentIndex()).isEmpty()); // what leads to it is open again
    search->setText(u"absent"_s);
    QTRY_COMPARE(found->text(), u"nothing"_s);
    QTest::keyClick(search, Qt::Key_Escape);
    QVERIFY(search->text().isEmpty());
}

void TstSpanValues::attributesKeepFavouritesFormAndWhatIsOpen()
{
    const auto trace = test::ragTrace({});
    QTemporaryDir folder;
    QSettings settings(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
    {
        SpanDetails details(m_theme, standardReaders());
        details.setTab(SpanDetails::Tab::Attributes);
        details.resize(460, 600);
        details.show();
        details.showSpan(trace, static_cast<SpanRow>(10));
        auto *const panel = details.findChild<AttributesPanel *>();
        auto *const tree = panel->findChild<QTreeView *>();
        auto &model = *panel->findChild<AttributesModel *>();
        tree->setCurrentIndex(model.find(u"a:llm.model_name"_s, false));
        details.activateWindow();
        tree->setFocus();
        QTRY_VERIFY(tree->hasFocus());
        QTest::keyClick(tree, '*');
        QCOMPARE(model.index(0, AttributesModel::KeyColumn).data().toString(), u"Favourites"_s);
        QCOMPARE(model.pathOf(tree->currentIndex()), u"span.llm.model_name"_s); // the reader's place stays
        const QModelIndex star = model.index(0, AttributesModel::StarColumn, model.index(0, 0));
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(star).center());
        QVERIFY(model.favourites().isEmpty());
        QTest::keyClick(tree, '*');
        QCOMPARE(model.favourites().size(), 1);
        panel->findChild<QToolButton *>(u"nested"_s)->click();
        QVERIFY(!model.isNested());
        details.remember(settings);
    }
    SpanDetails details(m_theme, standardReaders());
    details.recall(settings);
    details.setTab(SpanDetails::Tab::Attributes);
    details.showSpan(trace, static_cast<SpanRow>(10));
    const auto &model = *details.findChild<AttributesModel *>();
    QVERIFY(!model.isNested());
    QCOMPARE(model.index(0, AttributesModel::KeyColumn, model.index(0, 0)).data().toString(),
             u"llm.model_name"_s);
}

void TstSpanValues::anAttributeIsCopiedAndCharted()
{
    SpanDetails details(m_theme, standardReaders());
    details.setTab(SpanDetails::Tab::Attributes);
    details.resize(460, 600);
    details.show();
    details.showSpan(test::ragTrace({}), static_cast<SpanRow>(10));
    auto *const tree = details.findChild<AttributesPanel *>()->findChild<QTreeView *>();
    auto &model = *details.findChild<AttributesModel *>();
    tree->setCurrentIndex(model.find(u"a:llm.model_name"_s, false));
    details.activateWindow();
    tree->setFocus();
    QTRY_VERIFY(tree->hasFocus());
    QTest::keyClick(tree, Qt::Key_P, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"span.llm.model_name"_s);
    QTest::keyClick(tree, Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"qwen2"_s));
    QSignalSpy charts(&details, &SpanDetails::chartRequested);
    QTest::keyClick(tree, Qt::Key_G, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(charts.size(), 0); // no number
    const auto counts = model.search(u"token_count"_s, 1);
    tree->setCurrentIndex(model.unfold(counts.front()));
    if (tree->currentIndex().data(AttributesModel::GroupRole).toBool())
        tree->setCurrentIndex(model.index(0, AttributesModel::KeyColumn, tree->currentIndex()));
    QTest::keyClick(tree, Qt::Key_G, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(charts.size(), 1);
    QVERIFY(QString::fromStdString(charts.front().at(0).value<SearchField>().key)
                .startsWith(u"llm.token_count"_s));
}

void TstSpanValues::aValueOfMegabytesIsThereAtOnceAndWhole()
{
    TelemetryBatch batch = test::batchFromOutline("ask 0 900\n");
    std::string json = "{\"rows\":[";
    while (json.size() < 3'000'000)
        json += (json.back() == '[' ? "" : ",") + std::string(R"({"name":"a row of it","value":12.5})");
    json += "]}";
    const std::vector<Attribute> attributes{{"big", Value::ofString(batch.arena.copy(json))}};
    batch.spans[0].attributes = batch.arena.copy(std::span<const Attribute>(attributes));
    std::vector<SpanFacts> facts(1);
    const auto trace = std::make_shared<const Trace>(std::move(batch), std::move(facts));
    SpanDetails details(m_theme, standardReaders());
    details.setTab(SpanDetails::Tab::Attributes);
    details.resize(460, 600);
    details.show();
    details.showSpan(trace, static_cast<SpanRow>(0));
    const auto *const viewer = details.findChild<AttributesPanel *>()->findChild<TextViewer *>();
    QVERIFY(viewer->wholeText().startsWith(u"{\"rows\":[{"_s));       // its beginning, before anything else
    QTRY_VERIFY(viewer->wholeText().size() > qsizetype(json.size())); // indented
    QTRY_VERIFY_WITH_TIMEOUT(!viewer->isFilling(), 20'000);
    QCOMPARE(viewer->wholeText(), QString::fromStdString(indentJson(json)));
}

void TstSpanValues::aLongTextIsCopiedWholeWhileItIsStillFilled()
{
    QString text;
    while (text.size() < 400'000)
        text += u"line "_s + QString::number(text.size()) + (text.size() % 7 == 0 ? u"\n\n"_s : u"\n"_s);
    for (const QString &whole : {text, QString(text + u"end"_s), QString(u'\n' + text)}) {
        TextViewer viewer(m_theme, TextViewer::Face::Monospace);
        viewer.setWhole(whole);
        QVERIFY(viewer.isFilling());
        QCOMPARE(viewer.wholeText(), whole);
        viewer.selectAll();
        viewer.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), whole);
        QTRY_VERIFY(!viewer.isFilling());
        QCOMPARE(viewer.wholeText(), whole);
        viewer.setWhole(u"short"_s);
        QCOMPARE(viewer.wholeText(), u"short"_s);
    }
}

void TstSpanValues::rawIsTheSpanAsOtlpJson()
{
    const auto trace = test::ragTrace({});
    SpanDetails details(m_theme, standardReaders());
    details.setTab(SpanDetails::Tab::Raw);
    details.showSpan(trace, static_cast<SpanRow>(10));
    const auto viewers = details.findChildren<TextViewer *>();
    QVERIFY(std::ranges::any_of(viewers, [](const TextViewer *v) {
        return v->wholeText().contains(u"\"resourceSpans\": ["_s) &&
               v->wholeText().contains(u"llm.model_name"_s);
    }));
}

void TstSpanValues::aLineOfMegabytesIsShownWholeAndCopiedInOnePiece()
{
    QString line = u"𝒳"_s.repeated(500'000) + u"end"_s; // surrogate pairs must stay whole
    line += u"\nsecond line"_s;
    TextViewer viewer(m_theme, TextViewer::Face::Text);
    viewer.setWhole(line);
    QCOMPARE(viewer.wholeText(), line);
    QTRY_VERIFY(!viewer.isFilling());
    QCOMPARE(viewer.wholeText(), line);
    QVERIFY(viewer.document()->blockCount() > 400);
    viewer.selectAll();
    viewer.copy();
    QCOMPARE(QGuiApplication::clipboard()->text(), line);
}

static const test::Registered<TstSpanValues> registered;

} // namespace spanwise

#include "tst_spanvalues.moc"
