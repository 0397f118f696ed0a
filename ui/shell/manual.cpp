// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/manual.h"

#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QShortcut>
#include <QSplitter>
#include <QTextBlock>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

static void initialiseManual()
{
    Q_INIT_RESOURCE(manual);
}

namespace spanwise {
namespace {

constexpr int topicRole = Qt::UserRole;

QString textOf(const QString &topic)
{
    QFile file(u":/manual/%1.md"_s.arg(topic));
    QString text = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    // The licence line is for readers of the sources.
    while (text.startsWith("<!--"_L1) && text.contains("-->"_L1))
        text = text.mid(text.indexOf("-->"_L1) + 3).trimmed();
    return text;
}

QString titleOf(const QString &topic)
{
    const QString text = textOf(topic);
    const auto lines = QStringView(text).split(u'\n');
    const auto title = std::ranges::find_if(lines, [](QStringView line) { return line.startsWith(u"# "); });
    return title == lines.end() ? topic : title->mid(2).trimmed().toString();
}

bool isBeginning(const QString &topic)
{
    return topic == "index"_L1 || topic == "start"_L1 || topic == "getting-started"_L1;
}

/// QTextDocument gives headings a size of their own, but sets everything else solid.
void spread(QTextDocument &document)
{
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        QTextCursor cursor(block);
        QTextBlockFormat format = block.blockFormat();
        format.setLineHeight(130, QTextBlockFormat::ProportionalHeight);
        format.setTopMargin(format.headingLevel() > 0 ? 18 : 4);
        format.setBottomMargin(6);
        cursor.setBlockFormat(format);
    }
}

} // namespace

Manual::Manual(QWidget *parent)
    : QDialog(parent)
    , m_topics(new QListWidget(this))
    , m_text(new QTextBrowser(this))
    , m_search(new QLineEdit(this))
{
    initialiseManual();
    setWindowTitle(tr("Manual"));
    resize(940, 680);
    m_topics->setObjectName(u"manualTopics"_s);
    m_topics->setAccessibleName(tr("Topics"));
    m_topics->ensurePolished();
    m_text->setOpenLinks(false);
    m_text->setAccessibleName(tr("Manual text"));
    m_text->document()->setDocumentMargin(24);
    m_search->setPlaceholderText(tr("Find in this page"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setClearButtonEnabled(true);

    auto *left = new QWidget(this);
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(10, 10, 10, 10);
    leftLayout->addWidget(m_search);
    leftLayout->addWidget(m_topics);
    auto *split = new QSplitter(this);
    split->setHandleWidth(1);
    split->addWidget(left);
    split->addWidget(m_text);
    split->setStretchFactor(1, 1);
    split->setSizes({230, 710});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(split);

    for (const QString &topic : topics()) {
        auto *item = new QListWidgetItem(titleOf(topic), m_topics);
        item->setData(topicRole, topic);
    }
    connect(m_topics, &QListWidget::currentItemChanged, this,
            [this](QListWidgetItem *item) { load(item ? item->data(topicRole).toString() : QString()); });
    connect(m_text, &QTextBrowser::anchorClicked, this, &Manual::follow);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) { find(text, false); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { find(m_search->text(), true); });
    connect(new QShortcut(QKeySequence::Find, this), &QShortcut::activated, m_search,
            qOverload<>(&QWidget::setFocus));
    showTopic({});
}

QStringList Manual::topics() const
{
    QStringList topics = QDir(u":/manual"_s).entryList({u"*.md"_s}, QDir::Files);
    for (QString &topic : topics)
        topic.chop(3);
    std::ranges::sort(topics, {}, [](const QString &topic) {
        return std::make_pair(!isBeginning(topic), titleOf(topic).toCaseFolded());
    });
    return topics;
}

void Manual::showTopic(const QString &topic)
{
    for (int row = 0; row < m_topics->count(); ++row) {
        if (m_topics->item(row)->data(topicRole).toString() == topic) {
            m_topics->setCurrentRow(row);
            return;
        }
    }
    m_topics->setCurrentRow(0);
    if (m_topics->count() == 0)
        load({});
}

bool Manual::load(const QString &topic)
{
    const QString text = textOf(topic);
    m_text->setMarkdown(text.isEmpty() ? tr("# Manual\n\nThis build has no manual. It is in the folder "
                                            "`resources/manual` of the source.")
                                       : text);
    spread(*m_text->document());
    m_text->moveCursor(QTextCursor::Start);
    return !text.isEmpty();
}

void Manual::follow(const QUrl &link)
{
    if (!link.scheme().isEmpty()) {
        QDesktopServices::openUrl(link);
        return;
    }
    QString topic = link.path();
    if (topic.endsWith(".md"_L1))
        topic.chop(3);
    if (!topic.isEmpty())
        showTopic(topic);
    if (link.hasFragment())
        m_text->scrollToAnchor(link.fragment());
}

void Manual::find(const QString &text, bool onward)
{
    if (!onward)
        m_text->moveCursor(QTextCursor::Start);
    if (text.isEmpty() || m_text->find(text))
        return;
    m_text->moveCursor(QTextCursor::Start);
    m_text->find(text);
}

} // namespace spanwise
