// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/filterbar.h"

#include "ui/models/format.h"
#include "ui/queries/durationtext.h"
#include "ui/queries/filterwords.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QBoxLayout>
#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr double hallucinated = 0.5;
constexpr int typingPauseMs = 160;

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
    for (QLineEdit *field : {m_text, m_min, m_max}) {
        connect(field, &QLineEdit::textChanged, this, [this] {
            if (!m_showing)
                m_typing.start();
        });
        connect(field, &QLineEdit::returnPressed, this, &FilterBar::readFields);
    }
    for (QComboBox *choice : {m_service, m_status})
        connect(choice, &QComboBox::activated, this, &FilterBar::readFields);
    connect(m_time, &QComboBox::activated, this, &FilterBar::chooseTime);
    connect(m_live, &QPushButton::toggled, this, &FilterBar::liveToggled);
    connect(&m_theme, &Theme::changed, this, &FilterBar::restyle);
    restyle();
    showChips();
}

void FilterBar::build()
{
    m_text = new QLineEdit(this);
    m_text->setPlaceholderText(tr("Search questions, answers and trace ids"));
    m_text->setAccessibleName(tr("Search queries"));
    m_text->setToolTip(tr("Every word must occur in question, answer or name; the beginning of a trace id "
                          "works too (/ or Ctrl+F)"));
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

    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_text, 1);
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_service, m_status, m_min, m_max, m_time, m_live})
        row->addWidget(widget);
    m_chips = new QWidget(this);
    m_chipRow = new QHBoxLayout;
    m_chipRow->setSpacing(6);
    m_resultBelow = new QLabel(m_chips);
    m_resultBelow->setProperty("type", u"secondary"_s);
    m_resultBelow->setProperty("tone", u"secondary"_s);
    auto *below = new QHBoxLayout(m_chips);
    below->setContentsMargins(0, 0, 0, 0);
    below->addLayout(m_chipRow, 1);
    below->addWidget(m_resultBelow);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(12, 8, 12, 8);
    all->setSpacing(8);
    all->addLayout(row);
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
    m_result->setFont(m_theme.secondary());
    m_live->setIcon(dotIcon(m_theme.color(m_live->isChecked() ? Token::Ok : Token::Muted)));
    placeResult();
}

void FilterBar::setFilter(const TraceFilter &filter)
{
    m_typing.stop();
    m_filter = filter;
    m_showing = true;
    // What is being typed stays as it is typed: "2 s" must not become "2 s" with another blank under the
    // cursor.
    if (m_text->text().trimmed() != QString::fromStdString(filter.text))
        m_text->setText(QString::fromStdString(filter.text));
    const auto show = [](QLineEdit *field, std::optional<Duration> value) {
        if (parseDuration(field->text()) != value)
            field->setText(value ? formatDuration(*value) : QString());
        field->setProperty("invalid", false);
    };
    show(m_min, filter.minDuration);
    show(m_max, filter.maxDuration);
    const QString service = QString::fromStdString(filter.service);
    if (!service.isEmpty() && m_service->findText(service) < 1)
        m_service->addItem(service);
    m_service->setCurrentIndex(service.isEmpty() ? 0 : m_service->findText(service));
    if (!filter.window)
        m_time->setCurrentIndex(0);
    showStatus();
    m_showing = false;
    showChips();
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
    filter.text = m_text->text().trimmed().toStdString();
    filter.service = m_service->currentIndex() > 0 ? m_service->currentText().toStdString() : std::string();
    const int status = m_status->currentIndex();
    filter.failed.reset();
    if (status == FailedStatus || status == SucceededStatus)
        filter.failed = status == FailedStatus;
    if (status == HallucinatedStatus)
        filter.minHallucination = filter.minHallucination.value_or(hallucinated);
    else
        filter.minHallucination.reset();
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
    setFilter(filter);
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
        auto *button = new QPushButton(chip.words % u"  ✕"_s, m_chips);
        button->setProperty("chip", true);
        button->setAccessibleName(tr("Remove the filter %1").arg(chip.words));
        button->setToolTip(tr("Remove this filter"));
        connect(button, &QPushButton::clicked, this, [this, without = chip.without] { apply(without); });
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
    m_showing = false;
    setFilter(m_filter);
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
    m_chips->setVisible(m_resultBelow->isVisibleTo(m_chips) || !chipsOf(m_filter).empty());
    m_result->setGeometry(m_text->width() - size.width() - 10, (m_text->height() - size.height()) / 2,
                          size.width(), size.height());
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
    if (key->key() == Qt::Key_Down) {
        Q_EMIT leftDownwards();
        return true;
    }
    if (key->key() == Qt::Key_Escape && !m_text->text().isEmpty()) {
        m_text->clear();
        readFields();
        return true;
    }
    return false;
}

} // namespace spanwise
