// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/agenttrace.h"
#include "tests/support/suite.h"
#include "ui/page/answerdiff.h"
#include "ui/page/findbar.h"
#include "ui/trace/conversationview.h"
#include "ui/trace/details.h"
#include "ui/trace/jsontree.h"
#include "ui/trace/jsontreemodel.h"
#include "ui/trace/messagediff.h"
#include "ui/trace/messagespage.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString clipboard()
{
    return QGuiApplication::clipboard()->text();
}

/// The Messages tab of the details, with keyboard and mouse on its conversation.
struct Screen
{
    explicit Screen(Theme &theme)
        : details(theme, standardReaders())
    {
        details.resize(500, 700);
        details.setTab(SpanDetails::Tab::Messages);
        details.show();
        page = details.findChild<MessagesPage *>();
        view = details.findChild<ConversationView *>();
        find = details.findChild<FindBar *>(u"findInMessages"_s);
        diff = details.findChild<MessageDiff *>();
    }

    void show(const std::shared_ptr<const Trace> &trace, SpanRow row)
    {
        details.showSpan(trace, row);
        QVERIFY(QTest::qWaitForWindowActive(&details));
        view->setFocus();
    }
    QStringList lines() const { return view->shownText().split(u'\n'); }
    QString found() const { return find->findChild<QLabel *>()->text(); }
    QString compared() const { return diff->findChild<AnswerDiff *>()->toPlainText(); }

    SpanDetails details;
    MessagesPage *page;
    ConversationView *view;
    FindBar *find;
    MessageDiff *diff;
};

std::string longPrompt()
{
    std::string prompt;
    while (prompt.size() < 2'000'000)
        prompt += "The writer groups commits; an acknowledged span is a committed one. ";
    return prompt + "the very last words";
}

} // namespace

class TstMessagesPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsStandWithTheirAnswersAndMediaAsPlaceholders();
    void longInstructionsShowTheirBeginning();
    void theKeyboardFoldsAndGoesFromMessageToMessage();
    void aClickOnTheLineOfACallGoesToItsAnswer();
    void aLongConversationIsThereAtOnceAndAllOfItIsReachedAndCopied();
    void aSearchOpensWhatIsFoldedAndCounts();
    void aPromptOfMegabytesShowsItsBeginningAndOpensWhole();
    void whatIsCopiedHasNoBreaksOfTheLayout();
    void allIsCopiedAsJsonAndAsCurl();
    void aMessageAsJsonFoldsAndIsSearched();
    void twoPromptsAreComparedWordByWord();
    void aChosenMessageIsComparedWithOneOfAnotherStep();
    void aStepWithoutMessagesShowsThoseOfTheCallThatAnswered();
    void logRecordsAreMessagesAndKeepWhatIsUnfolded();
    void controlCharactersOfTheDocumentDoNotDisturbTheLines();
    void stretchesThatAreTheSameAreToldByTheirLength();
    void anythingThatIsNoJsonIsShownAsItIs();
    void theModelOfTheTreeKeepsDigitsAndOrder();

private:
    Theme m_theme;
};

void TstMessagesPage::callsStandWithTheirAnswersAndMediaAsPlaceholders()
{
    Screen screen(m_theme);
    screen.show(test::weatherTrace(), SpanRow{2});
    const QStringList lines = screen.lines();
    QVERIFY(lines.contains(u"▣ image · image/jpeg · 30\u202FkB"_s));
    const auto call = lines.indexOf(u"get_forecast {"_s);
    QVERIFY(call > 0);
    QCOMPARE(lines[call - 1], u"Calls a tool · call_7Fq"_s);
    QCOMPARE(lines[call + 1], u"  \"city\": \"Ulm\","_s);
    QVERIFY(lines.contains(u"→ answered in message 4"_s));
    QVERIFY(lines.contains(u"← answer of get_forecast, called in message 3 · call_7Fq"_s));
    QVERIFY(lines.contains(u"assistant · from the model"_s));
    const auto labels = screen.page->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
        return label->text().startsWith(u"5 messages · 1\u202F544 tokens in"_s);
    }));
}

void TstMessagesPage::longInstructionsShowTheirBeginning()
{
    Screen screen(m_theme);
    screen.show(test::weatherTrace(), SpanRow{1});
    QVERIFY(!screen.view->shownText().contains(u"Rule 30"_s));
    QVERIFY(screen.view->shownText().contains(u"Show all of it, "_s));
    screen.view->setFold(0, MessageFold::Whole);
    QVERIFY(screen.view->shownText().contains(u"Rule 30"_s));
}

void TstMessagesPage::theKeyboardFoldsAndGoesFromMessageToMessage()
{
    Screen screen(m_theme);
    screen.show(test::weatherTrace(), SpanRow{2});
    QTest::keyClick(screen.view, Qt::Key_Down, Qt::ControlModifier);
    QTest::keyClick(screen.view, Qt::Key_Down, Qt::ControlModifier);
    QCOMPARE(screen.view->currentMessage(), 2U);
    QTest::keyClick(screen.view, Qt::Key_Space);
    QCOMPARE(screen.view->fold(2), MessageFold::Closed);
    QCOMPARE(screen.view->currentMessage(), 2U);
    QVERIFY(!screen.lines().contains(u"get_forecast {"_s));
    QVERIFY(screen.view->shownText().contains(u"assistant · to the model  Clouds alone"_s));
    QTest::keyClick(screen.view, Qt::Key_Return);
    QCOMPARE(screen.view->fold(2), MessageFold::Short);
    QTest::keyClick(screen.view, Qt::Key_Up, Qt::ControlModifier);
    QCOMPARE(screen.view->currentMessage(), 1U);
}

void TstMessagesPage::aClickOnTheLineOfACallGoesToItsAnswer()
{
    Screen screen(m_theme);
    screen.show(test::weatherTrace(), SpanRow{2});
    QTextCursor link = screen.view->document()->find(u"→ answered"_s);
    QVERIFY(!link.isNull());
    screen.view->setTextCursor(link);
    const QPoint at = screen.view->cursorRect(link).center();
    screen.view->moveCursor(QTextCursor::Start); // nothing is selected
    QTest::mouseClick(screen.view->viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(screen.view->currentMessage(), 3U);
}

void TstMessagesPage::aLongConversationIsThereAtOnceAndAllOfItIsReachedAndCopied()
{
    std::string many = test::said("system", "Be brief.");
    for (int i = 1; i < 500; ++i)
        many += ',' + test::said(i % 2 == 0 ? "assistant" : "user",
                                 "Message " + std::to_string(i) + "\nand a second line");
    const auto trace = test::agentTrace({{many, test::said("assistant", "Done.")}});
    Screen screen(m_theme);
    screen.show(trace, SpanRow{1});
    QVERIFY(screen.view->isFilling());
    QVERIFY(screen.view->shownText().endsWith(u"Done."_s));
    const QString all = screen.view->shownText();
    screen.view->goToMessage(450); // which is not there yet
    QVERIFY(screen.view->isFilling());
    QCOMPARE(screen.view->currentMessage(), 450U);
    QVERIFY(screen.view->textCursor().block().text().startsWith(u"user"_s) ||
            screen.view->textCursor().block().text().startsWith(u"assistant"_s));
    QTest::keyClick(screen.view, Qt::Key_A, Qt::ControlModifier);
    QVERIFY(!screen.view->isFilling());
    QTest::keyClick(screen.view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), all);
    QCOMPARE(static_cast<qsizetype>(screen.view->document()->blockCount()), all.count(u'\n') + 1);
    screen.view->setAllFolds(MessageFold::Closed);
    screen.view->setAllFolds(MessageFold::Whole);
    QTRY_VERIFY(!screen.view->isFilling()); // by itself
    QCOMPARE(screen.view->shownText(), all);
    QCOMPARE(static_cast<qsizetype>(screen.view->document()->blockCount()), all.count(u'\n') + 1);
}

void TstMessagesPage::aSearchOpensWhatIsFoldedAndCounts()
{
    Screen screen(m_theme);
    screen.show(test::weatherTrace(), SpanRow{2});
    screen.view->setAllFolds(MessageFold::Closed);
    QSignalSpy searched(screen.page, &MessagesPage::searched);
    QTest::keyClick(screen.view, Qt::Key_F, Qt::ControlModifier);
    auto *field = screen.find->findChild<QLineEdit *>();
    QVERIFY(field->hasFocus());
    field->setText(u"RULE 2"_s); // 2 and 20 to 29
    QVERIFY(searched.wait());
    QCOMPARE(screen.found(), u"1 of 11"_s);
    QCOMPARE(screen.view->fold(0), MessageFold::Short);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(screen.found(), u"2 of 11"_s);
    QCOMPARE(screen.view->fold(0), MessageFold::Whole); // rule 20 stands below the beginning
    QVERIFY(screen.view->textCursor().block().text().startsWith(u"Rule 20"_s));
    QTest::keyClick(field, Qt::Key_F3, Qt::ShiftModifier);
    QTest::keyClick(field, Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(screen.found(), u"11 of 11"_s);
    QVERIFY(!screen.view->extraSelections().isEmpty());
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(screen.find->isHidden());
    QVERIFY(screen.view->extraSelections().isEmpty());
    QVERIFY(screen.view->hasFocus());
}

void TstMessagesPage::aPromptOfMegabytesShowsItsBeginningAndOpensWhole()
{
    const std::string prompt = longPrompt();
    Screen screen(m_theme);
    screen.show(test::agentTrace({{test::said("user", prompt), test::said("assistant", "So.")}}), SpanRow{1});
    QVERIFY(screen.view->shownText().size() < 10'000);
    QSignalSpy searched(screen.page, &MessagesPage::searched);
    screen.find->open();
    screen.find->findChild<QLineEdit *>()->setText(u"very last words"_s);
    QVERIFY(searched.wait());
    QCOMPARE(screen.found(), u"1 of 1"_s);
    QVERIFY(screen.view->shownText().contains(
        QString::fromStdString(prompt))); // in one line, whatever the layout did
    screen.page->copyMessage(0);
    QCOMPARE(clipboard(), QString::fromStdString(prompt));
}

void TstMessagesPage::whatIsCopiedHasNoBreaksOfTheLayout()
{
    const QString line = u"𝒳"_s.repeated(3'000);
    Screen screen(m_theme);
    screen.show(test::agentTrace(
                    {{test::said("user", line.toStdString() + "\nnext"), test::said("assistant", "So.")}}),
                SpanRow{1});
    screen.view->setAllFolds(MessageFold::Whole);
    screen.view->selectAll();
    screen.view->copy();
    QCOMPARE(clipboard().split(u'\n')[1], line);
    QCOMPARE(clipboard().split(u'\n')[2], u"next"_s);
}

void TstMessagesPage::allIsCopiedAsJsonAndAsCurl()
{
    Screen screen(m_theme);
    screen.show(test::weatherTrace(), SpanRow{2});
    screen.page->copyAllJson();
    const QJsonArray all = QJsonDocument::fromJson(clipboard().toUtf8()).array();
    QCOMPARE(all.size(), 5);
    QCOMPARE(all[2][u"parts"_s][1][u"arguments"_s][u"city"_s].toString(), u"Ulm"_s);
    screen.page->copyCurl();
    QVERIFY(clipboard().startsWith(u"curl 'http://localhost:11434/v1/chat/completions'"_s));
    QVERIFY(clipboard().contains(u"$OPENAI_API_KEY"_s));
    QVERIFY(clipboard().contains(u"\"temperature\":0.2"_s));
    screen.page->copyText();
    QVERIFY(clipboard().contains(u"[tool · to the model]\n{\n  \"temperature\""_s));
}

void TstMessagesPage::aMessageAsJsonFoldsAndIsSearched()
{
    Screen screen(m_theme);
    screen.show(test::weatherTrace(), SpanRow{2});
    screen.page->showJson(2);
    auto *json = screen.page->findChild<JsonTree *>();
    auto *tree = json->findChild<QTreeView *>();
    QVERIFY(json->isVisible());
    QSignalSpy searched(json, &JsonTree::searched);
    QTest::keyClick(tree, Qt::Key_F, Qt::ControlModifier);
    json->findChild<QLineEdit *>()->setText(u"ulm"_s);
    QVERIFY(searched.wait());
    QCOMPARE(tree->currentIndex().data().toString(), u"city"_s);
    QVERIFY(tree->isExpanded(tree->currentIndex().parent()));
    json->copyPath();
    QCOMPARE(clipboard(), u"/parts/1/arguments/city"_s);
    json->copyValue();
    QCOMPARE(clipboard(), u"Ulm"_s);
    QTest::keyClick(json->findChild<QLineEdit *>(), Qt::Key_Escape);
    QTest::keyClick(tree, Qt::Key_Escape);
    QVERIFY(screen.view->isVisible());
}

void TstMessagesPage::twoPromptsAreComparedWordByWord()
{
    Screen screen(m_theme);
    screen.show(
        test::agentTrace({{test::said("user", "Why is the sky blue?"), test::said("assistant", "So.")},
                          {test::said("user", "Why is the sea blue?"), test::said("assistant", "So.")}}),
        SpanRow{2});
    QSignalSpy compared(screen.page, &MessagesPage::compared);
    screen.page->comparePrompts();
    QVERIFY(compared.wait());
    QCOMPARE(screen.compared(), u"[user]\nWhy is the sky sea blue?"_s);
    QTest::keyClick(screen.diff->findChild<AnswerDiff *>(), Qt::Key_Escape);
    QVERIFY(screen.view->isVisible());
}

void TstMessagesPage::aChosenMessageIsComparedWithOneOfAnotherStep()
{
    const auto trace = test::weatherTrace();
    Screen screen(m_theme);
    screen.show(trace, SpanRow{1});
    screen.page->chooseForComparison(2);
    screen.show(trace, SpanRow{2});
    const std::unique_ptr<QMenu> menu(screen.page->menuFor(2));
    const auto actions = menu->actions();
    QVERIFY(std::ranges::any_of(actions, [](const QAction *action) {
        return action->text() == u"Compare &with message 3 (assistant) of chat"_s && action->isEnabled();
    }));
    QSignalSpy compared(screen.page, &MessagesPage::compared);
    screen.page->compareWithChosen(2);
    QVERIFY(compared.wait());
    const auto labels = screen.diff->findChildren<QLabel *>();
    QVERIFY(
        std::ranges::any_of(labels, [](const QLabel *label) { return label->text() == u"Identical."_s; }));
}

void TstMessagesPage::aStepWithoutMessagesShowsThoseOfTheCallThatAnswered()
{
    const auto trace = test::weatherTrace();
    Screen screen(m_theme);
    screen.show(trace, SpanRow{2});
    const QStringList answering = screen.lines();
    screen.show(trace, SpanRow{0});
    QCOMPARE(screen.lines(), answering); // of the two calls below it the later one
    const auto *const whose = screen.page->findChild<QLabel *>(u"messagesOf"_s);
    QVERIFY(whose->text().contains(u"which answered"_s));
}

void TstMessagesPage::logRecordsAreMessagesAndKeepWhatIsUnfolded()
{
    const auto trace = test::weatherTrace();
    Screen screen(m_theme);
    screen.show(trace, SpanRow{0});
    const auto *const whose = screen.page->findChild<QLabel *>(u"messagesOf"_s);
    QVERIFY(screen.view->isVisible()); // the agent's own span carries none: they are of a call below it
    QVERIFY(whose->isVisible());
    const auto logs = [&](std::string_view name, SpanRow row) {
        auto batch = std::make_shared<TelemetryBatch>();
        batch->resources.emplace_back();
        batch->scopes.emplace_back();
        LogRecord record;
        record.traceId = trace->id();
        record.spanId = (*trace)[row].id;
        record.eventName = name;
        record.body = Value::ofString("Said in a record.");
        batch->logs.push_back(record);
        return batch;
    };
    screen.details.showLogs(logs("gen_ai.user.message", SpanRow{0}));
    QVERIFY(!whose->isVisible());
    QCOMPARE(screen.lines(), (QStringList{u"user · to the model"_s, u"Said in a record."_s}));
    screen.show(trace, SpanRow{1});
    screen.view->setFold(0, MessageFold::Whole);
    screen.details.showLogs(logs("other", SpanRow{1}));
    QCOMPARE(screen.view->fold(0), MessageFold::Whole);
}

void TstMessagesPage::controlCharactersOfTheDocumentDoNotDisturbTheLines()
{
    const QString odd = u"a\r\nb\rc\u2029d\u2028e"_s % QChar(0xfdd0) % u"f"_s % QChar(0xfdd1);
    auto message = std::make_shared<Conversation>(
        std::vector<Message>{{Message::Direction::Input,
                              "user",
                              {},
                              {},
                              {},
                              {},
                              {{MessagePart::Kind::Text, odd.toStdString()}},
                              {}},
                             {Message::Direction::Output, "assistant", "", {}, {}, {}, {}, {}}});
    ConversationView view(m_theme);
    view.setConversation(message);
    QCOMPARE(
        view.shownText(),
        u"user · to the model\na\nb\nc\nd\ne\uFFFDf\uFFFD\n\nassistant · from the model\n(says nothing)"_s);
    const auto found = findInConversation(*message, u"F"_s);
    QCOMPARE(found.size(), 1U);
    view.setMatches(found, 0);
    QCOMPARE(view.extraSelections().value(0).cursor.selectedText(), u"f"_s);
}

void TstMessagesPage::stretchesThatAreTheSameAreToldByTheirLength()
{
    const std::string same(5'000, 's');
    const std::string wide = "ä" + std::string(4'999, 's');
    const WordDiff told = withoutLongStretches(
        {{{DiffPart::Kind::Same, same}, {DiffPart::Kind::Deleted, same}, {DiffPart::Kind::Same, wide}},
         0.5,
         false},
        1000);
    QCOMPARE(told.parts[0].text,
             std::string(500, 's') + "\n[… 4\u202FkB the same …]\n" + std::string(500, 's'));
    QCOMPARE(told.parts[1].text, same); // changes are what is looked for
    QVERIFY(QString::fromStdString(told.parts[2].text).startsWith(u"äs"_s));
}

void TstMessagesPage::anythingThatIsNoJsonIsShownAsItIs()
{
    JsonTree tree(m_theme);
    tree.show();
    tree.setJson("[1, cut");
    QVERIFY(!tree.findChild<QTreeView *>()->isVisible());
    tree.setJson("[1]");
    QVERIFY(tree.findChild<QTreeView *>()->isVisible());
    for (const char *const broken :
         {"", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "[1] 2", "\"open", "tru", "{1:2}", "[1 2]"})
        QVERIFY2(!JsonOutline::of(broken), broken);
    QVERIFY(JsonOutline::of(std::string(100'000, '[') + std::string(100'000, ']'))); // no recursion
}

void TstMessagesPage::theModelOfTheTreeKeepsDigitsAndOrder()
{
    JsonTreeModel model(m_theme);
    const QAbstractItemModelTester tester(&model);
    auto outline = JsonOutline::of(
        R"({"z": 1.50, "a/b": [true, {}, "l\u00e4uft \ud83d\ude00\n"], "z": 12345678901234567890})");
    QVERIFY(outline);
    model.setOutline(std::make_shared<const JsonOutline>(std::move(*outline)));
    const QModelIndex root = model.index(0, 0);
    QCOMPARE(model.rowCount(root), 3);
    const auto value = [&](const QModelIndex &parent, int row) {
        return model.index(row, JsonTreeModel::ValueColumn, parent).data().toString();
    };
    QCOMPARE(value(root, 0), u"1.50"_s);
    QCOMPARE(value(root, 1), u"[3 items]"_s);
    QCOMPARE(value(root, 2), u"12345678901234567890"_s);
    const QModelIndex list = model.index(1, 0, root);
    QCOMPARE(value(list, 1), u"{0 members}"_s);
    QCOMPARE(value(list, 2), u"läuft 😀"_s);
    QCOMPARE(model.outline()->pointer(JsonTreeModel::node(model.index(2, 0, list))), "/a~1b/2");
    QCOMPARE(model.outline()->value(JsonTreeModel::node(model.index(2, 0, list))), "läuft 😀\n");
}

static const test::Registered<TstMessagesPage> registered;

} // namespace spanwise

#include "tst_messagespage.moc"
