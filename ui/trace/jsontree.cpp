// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/jsontree.h"

#include "ui/page/findbar.h"
#include "ui/page/iconbutton.h"
#include "ui/trace/indentjson.h"
#include "ui/trace/jsontreemodel.h"
#include "ui/trace/spanwords.h"
#include "ui/trace/textviewer.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr std::size_t mostUnfolded = 20'000; // values: a tree view takes seconds for a hundred times as many
constexpr std::size_t readAtOnce =
    100'000; // bytes that are read without leaving the GUI thread: less than a millisecond

std::shared_ptr<const JsonOutline> outlineOf(std::string json)
{
    auto outline = JsonOutline::of(std::move(json));
    return outline ? std::make_shared<const JsonOutline>(std::move(*outline)) : nullptr;
}

std::vector<std::uint32_t> findIn(const JsonOutline &outline, const QString &words,
                                  const std::stop_token &stop)
{
    std::vector<std::uint32_t> found;
    for (std::uint32_t node = 0; node < outline.size() && !stop.stop_requested(); ++node) {
        const bool holds =
            outline[node].type == JsonOutline::Type::Object || outline[node].type == JsonOutline::Type::Array;
        if (text(outline.key(node)).contains(words, Qt::CaseInsensitive) ||
            (!holds && text(outline.value(node)).contains(words, Qt::CaseInsensitive)))
            found.push_back(node);
    }
    return found;
}

} // namespace

JsonTree::JsonTree(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_model(new JsonTreeModel(theme, this))
    , m_tree(new QTreeView(this))
    , m_find(new FindBar(theme, this))
    , m_value(new TextViewer(theme, TextViewer::Face::Monospace, this))
    , m_title(new QLabel(this))
{
    m_tree->setModel(m_model);
    m_tree->setAccessibleName(tr("JSON as a tree"));
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(14);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->resizeSection(JsonTreeModel::NameColumn, 170);
    m_value->setAccessibleName(tr("The selected value"));
    auto *split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_tree);
    split->addWidget(m_value);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(2);
    column->addLayout(buildHead(theme));
    column->addWidget(m_find);
    column->addWidget(split, 1);
    setFocusProxy(m_tree);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &JsonTree::showValue);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &JsonTree::openMenu);
    connect(m_find, &FindBar::changed, this, &JsonTree::search);
    connect(m_find, &FindBar::stepped, this, &JsonTree::step);
    connect(m_find, &FindBar::closed, m_tree, qOverload<>(&QWidget::setFocus));
    m_find->serve(this);
}

QLayout *JsonTree::buildHead(Theme &theme)
{
    auto *head = new QHBoxLayout;
    head->setContentsMargins(6, 0, 6, 0);
    head->setSpacing(2);
    const auto button = [&](Glyph glyph, const QString &name, auto press) {
        QToolButton *const made = iconButton(this, theme, glyph, name);
        connect(made, &QToolButton::clicked, this, press);
        head->addWidget(made);
        return made;
    };
    m_back = button(Glyph::ChevronLeft, tr("Back (Esc)"), &JsonTree::closed);
    m_back->hide();
    m_title->setProperty("type", u"secondary"_s);
    m_title->setProperty("tone", u"secondary"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setMinimumWidth(0);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    head->addWidget(m_title, 1);
    button(Glyph::Search, tr("Find in names and values (Ctrl+F)"), &JsonTree::openSearch);
    button(Glyph::ChevronUp, tr("Fold all"), &JsonTree::foldAll);
    button(Glyph::ChevronDown, tr("Unfold all"), &JsonTree::unfoldAll);
    button(Glyph::Copy, tr("Copy all as JSON"),
           [this] { QGuiApplication::clipboard()->setText(text(indentJson(m_json))); });
    return head;
}

void JsonTree::setClosable(bool closable)
{
    m_back->setVisible(closable);
}

void JsonTree::setJson(std::string json, const QString &title)
{
    m_title->setText(title);
    m_title->setToolTip(title);
    m_json = std::move(json);
    m_matches.clear();
    m_reading.cancel();
    if (m_json.size() <= readAtOnce)
        return showOutline(outlineOf(m_json));
    m_model->setOutline(nullptr);
    m_value->setWhole({});
    m_reading.start([json = m_json](const std::stop_token &) { return outlineOf(json); },
                    [this](const std::shared_ptr<const JsonOutline> &read) { showOutline(read); });
}

void JsonTree::showOutline(std::shared_ptr<const JsonOutline> outline)
{
    m_tree->setVisible(outline != nullptr);
    m_model->setOutline(outline);
    if (outline) {
        m_tree->expandToDepth(1);
        m_tree->setCurrentIndex(m_model->index(0, 0));
    } else {
        m_value->setWhole(text(m_json));
    }
    if (!m_find->words().isEmpty())
        search(m_find->words());
    Q_EMIT shown();
}

std::uint32_t JsonTree::current() const
{
    const QModelIndex index = m_tree->currentIndex();
    return index.isValid() ? JsonTreeModel::node(index) : JsonOutline::none;
}

void JsonTree::showValue()
{
    if (const std::uint32_t node = current(); m_model->outline() && node != JsonOutline::none) {
        const JsonOutline &outline = *m_model->outline();
        const bool holds =
            outline[node].type == JsonOutline::Type::Object || outline[node].type == JsonOutline::Type::Array;
        // The whole of a large tree as text would be made for nothing, as long as nobody looks for it there.
        constexpr std::size_t longest = 200'000;
        m_value->setWhole(!holds                                ? text(outline.value(node))
                          : outline.raw(node).size() <= longest ? text(indentJson(outline.raw(node)))
                                                                : tr("(select a value to see it whole)"));
    }
}

void JsonTree::foldAll()
{
    m_tree->collapseAll();
    m_tree->expandToDepth(0);
}

void JsonTree::unfoldAll()
{
    const bool large = m_model->outline() && m_model->outline()->size() > mostUnfolded;
    large ? m_tree->expandToDepth(2) : m_tree->expandAll();
}

void JsonTree::copyValue()
{
    if (m_model->outline() && current() != JsonOutline::none)
        QGuiApplication::clipboard()->setText(text(m_model->outline()->value(current())));
}

void JsonTree::copyPath()
{
    if (m_model->outline() && current() != JsonOutline::none)
        QGuiApplication::clipboard()->setText(text(m_model->outline()->pointer(current())));
}

void JsonTree::openSearch()
{
    m_find->open();
}

void JsonTree::openMenu(const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy &value"), QKeySequence::Copy, this, &JsonTree::copyValue);
    menu->addAction(tr("Copy &path"), this, &JsonTree::copyPath);
    menu->addSeparator();
    menu->addAction(tr("&Unfold all"), this, &JsonTree::unfoldAll);
    menu->addAction(tr("&Fold all"), this, &JsonTree::foldAll);
    menu->popup(m_tree->viewport()->mapToGlobal(at));
}

void JsonTree::search(const QString &words)
{
    if (words.isEmpty() || !m_model->outline()) {
        m_searching.cancel();
        m_matches.clear();
        m_find->setFound(0, 0);
        return;
    }
    m_find->setSearching();
    m_searching.start([outline = m_model->outline(),
                       words](const std::stop_token &stop) { return findIn(*outline, words, stop); },
                      [this](std::vector<std::uint32_t> found) {
                          m_matches = std::move(found);
                          m_match = 0;
                          goToMatch();
                          Q_EMIT searched();
                      });
}

void JsonTree::step(int direction)
{
    if (m_matches.empty())
        return;
    m_match = (m_match + (direction > 0 ? 1 : m_matches.size() - 1)) % m_matches.size();
    goToMatch();
}

void JsonTree::goToMatch()
{
    m_find->setFound(m_match, m_matches.size());
    if (m_match < m_matches.size())
        m_tree->setCurrentIndex(m_model->indexOf(m_matches[m_match])); // opens what it is folded in
}

void JsonTree::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copyValue();
    else if (event->key() == Qt::Key_Escape && m_back->isVisibleTo(this))
        Q_EMIT closed();
    else
        QWidget::keyPressEvent(event);
}

} // namespace spanwise
