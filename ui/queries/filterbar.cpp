// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/filterbar.h"

#include "core/search/searchparts.h"
#include "ui/models/format.h"
#include "ui/page/menuheading.h"
#include "ui/queries/chipbutton.h"
#include "ui/queries/durationtext.h"
#include "ui/queries/filterwords.h"
#include "ui/queries/searchedit.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QBoxLayout>
#include <QComboBox>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr double hallucinated = 0.5;
constexpr int typingPauseMs = 160;
constexpr int settledMs = 700;
constexpr int oneRowWidth = 1180; // from here on search line and filters stand side by side
/// Narrower, and the fields of durations would cut the words beside them.
constexpr int durationsWidth = 680;
constexpr int leastChoiceWidth = 76;
constexpr qsizetype menuWidth = 80;

enum StatusChoice { AnyStatus, FailedStatus, SucceededStatus, HallucinatedStatus };

Timestamp now()
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

QIcon dotIcon(const QColor &color)
{
    QPixmap picture(20, 20);
    picture.setDevicePixelRatio(2);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QRectF(1, 1, 8, 8));
    return QIcon(picture);
}

} // namespace

FilterBar::FilterBar(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    build();
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPauseMs);
    connect(&m_typing, &QTimer::timeout, this, &FilterBar::readFields);
    m_settled.setSingleShot(true);
    m_settled.setInterval(settledMs);
    connect(&m_settled, &QTimer::timeout, this, [this] { showProblem(!m_text->isCompleting()); });
    for (QLineEdit *field : std::initializer_list<QLineEdit *>{m_text, m_min, m_max}) {
        connect(field, &QLineEdit::textChanged, this, [this] {
            if (!m_showing)
                m_typing.start();
        });
        connect(field, &QLineEdit::returnPressed, this, &FilterBar::readFields);
    }
    connect(m_text, &QLineEdit::textChanged, this, [this] {
        showProblem(false);
        m_settled.start();
    });
    connect(m_text, &QLineEdit::returnPressed, this, [this] { showProblem(true); });
    connect(m_text, &QLineEdit::editingFinished, this, [this] {
        if (SearchQuery::parse(m_text->text().toStdString()).query)
            m_memory.remember(m_text->text());
    });
    connect(m_text, &SearchEdit::leftDownwards, this, &FilterBar::leftDownwards);
    connect(m_text, &SearchEdit::historyWanted, this, &FilterBar::openHistory);
    connect(m_text, &SearchEdit::vocabularyWanted, this, &FilterBar::vocabularyWanted);
    connect(m_stop, &QPushButton::clicked, this, &FilterBar::stopRequested);
    for (QComboBox *choice : {m_service, m_status, m_labelled, m_time})
        choice->setMinimumWidth(leastChoiceWidth); // a narrow window has room for the first word
    for (QComboBox *choice : {m_service, m_status, m_labelled})
        connect(choice, &QComboBox::activated, this, &FilterBar::readFields);
    connect(m_time, &QComboBox::activated, this, &FilterBar::chooseTime);
    connect(m_live, &QPushButton::toggled, this, &FilterBar::liveToggled);
    connect(&m_theme, &Theme::changed, this, &FilterBar::restyle);
    restyle();
    showChips();
}

void FilterBar::build()
{
    m_text = new SearchEdit(m_theme, this);
    m_text->setPlaceholderText(tr("Search words, \"phrases\", { conditions }"));
    m_text->setAccessibleName(tr("Search queries"));
    m_text->setToolTip(tr("Words are looked for in questions, answers, documents, names and errors; the "
                          "beginning of a trace id "
                          "works too.\nConditions stand in braces: { step = retrieval && duration > 200ms }. "
                          "Ctrl+Space completes, Up shows the history (/ or Ctrl+F)"));
    m_text->installEventFilter(this);
    m_text->setMinimumWidth(180);
    m_result = new QLabel(m_text);
    m_result->setProperty("type", u"secondary"_s);
    m_result->setProperty("tone", u"secondary"_s);
    m_result->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_service = new QComboBox(this);
    m_service->setAccessibleName(tr("Service"));
    m_service->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_service->setMaximumWidth(180);
    m_service->addItem(tr("All services"));
    m_status = new QComboBox(this);
    m_status->setAccessibleName(tr("Status"));
    m_status->addItems({tr("Any status"), tr("Failed"), tr("Succeeded"), tr("Hallucinated")});
    m_labelled = new QComboBox(this);
    m_labelled->setObjectName(u"labelled"_s);
    m_labelled->setAccessibleName(tr("Label"));
    m_labelled->setToolTip(tr("What people say about the query"));
    m_labelled->addItems({tr("Any label"), tr("Good"), tr("Bad"), tr("Noted"), tr("Labelled"),
                          tr("Unlabelled")}); // then as Labelling
    m_labelled->hide();
    m_min = durationField(tr("from 400ms"), tr("Shortest duration"));
    m_max = durationField(tr("to 2s"), tr("Longest duration"));
    m_time = new QComboBox(this);
    m_time->setAccessibleName(tr("Time"));
    using namespace std::chrono_literals;
    const std::initializer_list<std::pair<QString, std::chrono::seconds>> ranges{
        {tr("All time"), 0s},     {tr("Last 5 minutes"), 300s},   {tr("Last 20 minutes"), 1200s},
        {tr("Last hour"), 3600s}, {tr("Last 24 hours"), 86'400s}, {tr("Last 7 days"), 604'800s}};
    for (const auto &[words, length] : ranges)
        m_time->addItem(words, static_cast<qlonglong>(length.count()));
    m_live = new QPushButton(tr("Live"), this);
    m_live->setCheckable(true);
    m_live->setToolTip(tr("Show queries as they arrive"));
    m_live->setIconSize({10, 10});

    auto *filters = new QHBoxLayout;
    filters->setSpacing(8);
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_service, m_status, m_labelled, m_min, m_max, m_time})
        filters->addWidget(widget);
    filters->addStretch();
    filters->addWidget(m_live);
    m_rows = new QBoxLayout(QBoxLayout::LeftToRight);
    m_rows->setSpacing(8);
    m_rows->addWidget(m_text, 1);
    m_rows->addLayout(filters);
    m_chips = new QWidget(this);
    m_chipRow = new QHBoxLayout;
    m_chipRow->setSpacing(6);
    m_problem = new QLabel(this);
    m_problem->setProperty("type", u"secondary"_s);
    m_problem->setProperty("tone", u"error"_s);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_stop = new QPushButton(tr("Stop"), m_chips);
    m_stop->setProperty("link", true);
    m_stop->setToolTip(tr("Stop searching; what was found stays"));
    m_stop->hide();
    m_resultBelow = new QLabel(m_chips);
    m_resultBelow->setProperty("type", u"secondary"_s);
    m_resultBelow->setProperty("tone", u"secondary"_s);
    auto *below = new QHBoxLayout(m_chips);
    below->setContentsMargins(0, 0, 0, 0);
    below->addLayout(m_chipRow, 1);
    below->addWidget(m_resultBelow);
    below->addWidget(m_stop);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(12, 8, 12, 8);
    all->setSpacing(8);
    all->addLayout(m_rows);
    all->addWidget(m_problem);
    all->addWidget(m_chips);
}

QLineEdit *FilterBar::durationField(const QString &placeholder, const QString &name)
{
    auto *field = new QLineEdit(this);
    field->setPlaceholderText(placeholder);
    field->setAccessibleName(name);
    field->setToolTip(tr("%1: 400ms, 2 s, 1.5 min; a number alone means milliseconds").arg(name));
    field->setFixedWidth(QFontMetrics(m_theme.body()).horizontalAdvance(placeholder) + 26);
    return field;
}

void FilterBar::restyle()
{
    for (QAction *old : m_text->actions())
        m_text->removeAction(old);
    m_text->addAction(themedIcon(m_theme, Glyph::Search), QLineEdit::LeadingPosition);
    QAction *history =
        m_text->addAction(themedIcon(m_theme, Glyph::ChevronDown), QLineEdit::TrailingPosition);
    history->setToolTip(tr("Earlier and saved searches"));
    connect(history, &QAction::triggered, this, &FilterBar::openHistory);
    m_result->setFont(m_theme.secondary());
    m_live->setIcon(dotIcon(m_theme.color(m_live->isChecked() ? Token::Ok : Token::Muted)));
    placeResult();
}

void FilterBar::setFilter(const TraceFilter &filter)
{
    present(filter, false);
    showProblem(false);
}

/// With keepTyped, a search that is being typed stays as it is typed: the one in force is another one only
/// while it cannot be understood yet.
void FilterBar::present(const TraceFilter &filter, bool keepTyped)
{
    m_typing.stop();
    keepTyped = keepTyped && filter.text == m_filter.text;
    m_filter = filter;
    m_showing = true;
    // "2 s" must not become "2 s" with another blank under the cursor.
    if (!keepTyped && m_text->text().trimmed() != QString::fromStdString(filter.text))
        m_text->setText(QString::fromStdString(filter.text));
    const auto show = [](QLineEdit *field, std::optional<Duration> value) {
        if (parseDuration(field->text()) != value)
            field->setText(value ? formatDuration(*value) : QString());
        field->setProperty("invalid", false);
    };
    show(m_min, filter.minDuration);
    show(m_max, filter.maxDuration);
    showService();
    if (!filter.window)
        m_time->setCurrentIndex(0);
    showStatus();
    showLabelled();
    m_showing = false;
    showChips();
}

void FilterBar::showLabelled()
{
    m_labelled->setCurrentIndex(m_filter.labelled ? 1 + static_cast<int>(*m_filter.labelled) : 0);
}

void FilterBar::setLabelsOffered(bool offered)
{
    m_labelled->setVisible(offered);
}

void FilterBar::showService()
{
    const QString service = QString::fromStdString(m_filter.service);
    if (!service.isEmpty() && m_service->findText(service) < 1)
        m_service->addItem(service);
    m_service->setCurrentIndex(service.isEmpty() ? 0 : m_service->findText(service));
}

void FilterBar::showStatus()
{
    m_status->setCurrentIndex(m_filter.failed ? (*m_filter.failed ? FailedStatus : SucceededStatus)
                              : m_filter.minHallucination ? HallucinatedStatus
                                                          : AnyStatus);
}

void FilterBar::readFields()
{
    m_typing.stop();
    TraceFilter filter = m_filter;
    if (!readSearch(filter))
        filter.text = m_filter.text;
    filter.service = m_service->currentIndex() > 0 ? m_service->currentText().toStdString() : std::string();
    const int status = m_status->currentIndex();
    filter.failed.reset();
    if (status == FailedStatus || status == SucceededStatus)
        filter.failed = status == FailedStatus;
    if (status == HallucinatedStatus)
        filter.minHallucination = filter.minHallucination.value_or(hallucinated);
    else
        filter.minHallucination.reset();
    const int labelled = m_labelled->currentIndex();
    filter.labelled = labelled > 0 ? std::optional(static_cast<Labelling>(labelled - 1)) : std::nullopt;
    const auto read = [](QLineEdit *field, std::optional<Duration> &value) {
        const auto parsed = parseDuration(field->text());
        const bool bad = !parsed && !field->text().trimmed().isEmpty();
        if (!bad)
            value = parsed;
        field->setProperty("invalid", bad);
        field->style()->polish(field);
    };
    read(m_min, filter.minDuration);
    read(m_max, filter.maxDuration);
    apply(std::move(filter));
}

/// False, and nothing changed, while the search cannot be understood.
bool FilterBar::readSearch(TraceFilter &filter)
{
    const QString text = m_text->text().trimmed();
    if (!SearchQuery::parse(text.toStdString()).query)
        return false;
    filter.text = text.toStdString();
    return true;
}

void FilterBar::showProblem(bool now)
{
    const std::string text = m_text->text().toStdString();
    std::optional<SearchError> problem;
    if (now)
        problem = SearchQuery::parse(text).error;
    m_text->showProblem(problem);
    m_problem->setText(problem ? QString::fromStdString(problem->asError(text).message) : QString());
    m_problem->setVisible(problem.has_value());
}

void FilterBar::addTerm(const QString &term)
{
    TraceFilter filter = m_filter;
    filter.text = withTerm(filter.text, term.toStdString());
    m_memory.remember(QString::fromStdString(filter.text));
    apply(std::move(filter));
}

void FilterBar::applyText(const QString &text)
{
    TraceFilter filter = m_filter;
    filter.text = text.toStdString();
    m_memory.remember(text);
    apply(std::move(filter));
    m_text->setFocus();
}

void FilterBar::openHistory()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillHistory(*menu);
    menu->popup(m_text->mapToGlobal(QPoint(0, m_text->height())));
}

void FilterBar::fillHistory(QMenu &menu)
{
    const auto add = [&](QMenu &to, const QString &words, const QString &text) {
        const QString shown = QFontMetrics(menu.font()).elidedText(words, Qt::ElideRight, 6 * int(menuWidth));
        to.addAction(QString(shown).replace(u'&', u"&&"_s), this, [this, text] {
              applyText(text);
          })->setToolTip(text);
    };
    addHeading(menu, tr("Saved searches"));
    for (const SearchMemory::Saved &saved : m_memory.saved())
        add(menu, saved.name % u"  –  "_s % saved.text, saved.text);
    QAction *save = menu.addAction(tr("Save this search…"), this, &FilterBar::saveSearch);
    save->setEnabled(!m_filter.text.empty());
    if (!m_memory.saved().isEmpty()) {
        QMenu *remove = menu.addMenu(tr("Delete a saved search"));
        for (const SearchMemory::Saved &saved : m_memory.saved())
            remove->addAction(QString(saved.name).replace(u'&', u"&&"_s), this,
                              [this, name = saved.name] { m_memory.remove(name); });
    }
    addHeading(menu, tr("Earlier searches"));
    constexpr qsizetype shownEntries = 15;
    for (const QString &text : m_memory.history().first(std::min(shownEntries, m_memory.history().size())))
        add(menu, text, text);
    if (m_memory.history().isEmpty())
        menu.addAction(tr("Searches that you have made appear here"))->setEnabled(false);
    else
        menu.addAction(tr("Forget earlier searches"), this, [this] { m_memory.clearHistory(); });
}

void FilterBar::saveSearch()
{
    const QString text = QString::fromStdString(m_filter.text);
    if (text.isEmpty())
        return;
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save this search"));
    dialog->setLabelText(
        tr("Name for “%1”").arg(QFontMetrics(font()).elidedText(text, Qt::ElideRight, 6 * int(menuWidth))));
    dialog->setTextValue(text.left(menuWidth / 2));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, text](const QString &name) {
        if (!name.trimmed().isEmpty())
            m_memory.save(name.trimmed(), text);
    });
    dialog->open();
}

QLineEdit &FilterBar::textField() const
{
    return *m_text;
}

void FilterBar::setSearching(bool searching)
{
    m_stop->setVisible(searching);
    placeResult();
}

void FilterBar::setVocabulary(std::shared_ptr<const SearchVocabulary> vocabulary)
{
    m_text->setVocabulary(std::move(vocabulary));
}

void FilterBar::chooseTime(int index)
{
    TraceFilter filter = m_filter;
    const auto seconds = std::chrono::seconds(m_time->itemData(index).toLongLong());
    filter.window.reset();
    if (seconds.count() > 0)
        filter.window = TimeWindow{now() - seconds, Timestamp::max()};
    apply(std::move(filter));
}

void FilterBar::apply(TraceFilter filter)
{
    if (filter == m_filter)
        return;
    present(filter, true);
    Q_EMIT filterChanged(m_filter);
}

void FilterBar::showChips()
{
    while (QLayoutItem *item = m_chipRow->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    const auto chips = chipsOf(m_filter);
    for (const FilterChip &chip : chips) {
        auto *button = new ChipButton(chip.words, chip.part.has_value(), m_chips);
        connect(button, &ChipButton::removeRequested, this,
                [this, without = chip.without] { apply(without); });
        connect(button, &ChipButton::editRequested, this, [this, part = chip.part] {
            if (m_text->text() !=
                QString::fromStdString(m_filter.text)) // positions are those of the search in force
                m_text->setText(QString::fromStdString(m_filter.text));
            m_text->selectBytes(part->begin, part->end);
        });
        m_chipRow->addWidget(button);
    }
    if (chips.size() > 1) {
        auto *clear = new QPushButton(tr("Clear all"), m_chips);
        clear->setProperty("link", true);
        connect(clear, &QPushButton::clicked, this, [this] { apply({}); });
        m_chipRow->addWidget(clear);
    }
    m_chipRow->addStretch();
    placeResult();
}

void FilterBar::setServices(const std::vector<std::string> &services)
{
    m_showing = true;
    m_service->clear();
    m_service->addItem(tr("All services"));
    for (const std::string &service : services)
        m_service->addItem(QString::fromStdString(service));
    showService();
    m_showing = false;
}

void FilterBar::setResult(const QString &words)
{
    m_result->setText(words);
    placeResult();
}

void FilterBar::placeResult()
{
    const QSize size = m_result->sizeHint();
    const bool fits = m_text->width() > size.width() + 190;
    m_result->setVisible(fits);
    m_resultBelow->setText(m_result->text());
    m_resultBelow->setVisible(!fits && !m_result->text().isEmpty());
    m_chips->setVisible(m_resultBelow->isVisibleTo(m_chips) || m_stop->isVisibleTo(m_chips) ||
                        !chipsOf(m_filter).empty());
    constexpr int historyButton = 26;
    m_result->setGeometry(m_text->width() - size.width() - 10 - historyButton,
                          (m_text->height() - size.height()) / 2, size.width(), size.height());
    m_text->setTextMargins(0, 0, fits ? size.width() + 8 : 0, 0);
}

void FilterBar::setLive(bool live)
{
    m_live->setChecked(live);
    restyle();
}

bool FilterBar::isLive() const
{
    return m_live->isChecked();
}

void FilterBar::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void FilterBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // What is typed needs room for a sentence: beside the filters where there is, above them otherwise.
    m_rows->setDirection(width() < oneRowWidth ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    // Whole words before the fields of durations, which { duration > 400ms } says as well.
    for (QLineEdit *const field : {m_min, m_max})
        field->setVisible(width() >= durationsWidth || !field->text().isEmpty());
    layout()->activate();
    placeResult();
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::Resize)
        placeResult();
    if (watched != m_text || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Escape && !m_text->isCompleting() && !m_text->text().isEmpty()) {
        m_text->clear();
        readFields();
        return true;
    }
    return false;
}

} // namespace spanwise
