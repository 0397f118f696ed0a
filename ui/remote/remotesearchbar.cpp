// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/remote/remotesearchbar.h"

#include "ui/queries/durationtext.h"
#include "ui/theme/restyle.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr std::array<std::chrono::minutes, 6> windows{
    std::chrono::minutes(15),      std::chrono::minutes(60),          std::chrono::minutes(6 * 60),
    std::chrono::minutes(24 * 60), std::chrono::minutes(3 * 24 * 60), std::chrono::minutes(14 * 24 * 60)};

/// A box of names in which one can also write; empty stands for all.
QComboBox *nameBox(const QString &object, const QString &all, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setObjectName(object);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->lineEdit()->setPlaceholderText(all);
    box->setAccessibleName(all);
    box->completer()->setFilterMode(Qt::MatchContains);
    box->completer()->setCompletionMode(QCompleter::PopupCompletion);
    box->setMinimumWidth(150);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    return box;
}

void setNames(QComboBox &box, const std::vector<std::string> &names)
{
    const QString written = box.currentText();
    const QSignalBlocker quiet(box);
    box.clear();
    box.addItem(QString());
    for (const std::string &name : names)
        box.addItem(QString::fromStdString(name));
    box.setEditText(written);
}

} // namespace

RemoteSearchBar::RemoteSearchBar(QWidget *parent)
    : QWidget(parent)
    , m_connection(new QComboBox(this))
    , m_service(nameBox(u"remoteService"_s, tr("all services"), this))
    , m_operation(nameBox(u"remoteOperation"_s, tr("all operations"), this))
    , m_tags(new QLineEdit(this))
    , m_traceQl(new QLineEdit(this))
    , m_minDuration(new QLineEdit(this))
    , m_since(new QComboBox(this))
    , m_failed(new QCheckBox(tr("failed"), this))
    , m_limit(new QSpinBox(this))
    , m_search(new QPushButton(tr("Search"), this))
    , m_progress(new QProgressBar(this))
{
    m_connection->setObjectName(u"remoteConnection"_s);
    m_connection->setAccessibleName(tr("Connection"));
    m_connection->setMinimumWidth(150);
    m_tags->setObjectName(u"remoteTags"_s);
    m_tags->setPlaceholderText(tr("attributes: http.status_code=500 team=\"a b\""));
    m_tags->setAccessibleName(tr("Attributes"));
    m_traceQl->setObjectName(u"remoteTraceQl"_s);
    m_traceQl->setProperty("mono", true);
    m_traceQl->setPlaceholderText(tr("or TraceQL: { span.llm.model_name = \"x\" && duration > 2s }"));
    m_traceQl->setAccessibleName(tr("TraceQL"));
    m_minDuration->setObjectName(u"remoteMinDuration"_s);
    m_minDuration->setPlaceholderText(tr("at least, 500ms"));
    m_minDuration->setAccessibleName(tr("Shortest duration"));
    m_minDuration->setMaximumWidth(130);
    m_since->addItems({tr("last 15 minutes"), tr("last hour"), tr("last 6 hours"), tr("last day"),
                       tr("last 3 days"), tr("last 2 weeks")});
    m_since->setCurrentIndex(1);
    m_since->setAccessibleName(tr("Time"));
    m_limit->setRange(1, 1000);
    m_limit->setValue(50);
    m_limit->setPrefix(tr("at most "));
    m_limit->setAccessibleName(tr("At most this many traces"));
    m_search->setObjectName(u"remoteSearch"_s);
    m_search->setProperty("primary", true);
    m_search->setMinimumWidth(90);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setProperty("thin", true);
    QSizePolicy keepsPlace = m_progress->sizePolicy();
    keepsPlace.setRetainSizeWhenHidden(true);
    m_progress->setSizePolicy(keepsPlace);
    m_progress->hide();
    auto *first = new QHBoxLayout;
    first->addWidget(m_connection);
    first->addWidget(m_service, 1);
    first->addWidget(m_operation, 1);
    first->addWidget(m_since);
    first->addWidget(m_search);
    auto *second = new QHBoxLayout;
    second->addWidget(m_tags, 2);
    second->addWidget(m_traceQl, 2);
    second->addWidget(m_minDuration);
    second->addWidget(m_failed);
    second->addWidget(m_limit);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(14, 10, 14, 4);
    rows->setSpacing(8);
    rows->addLayout(first);
    rows->addLayout(second);
    rows->addSpacing(-2);
    rows->addWidget(m_progress);
    connect(m_connection, &QComboBox::currentIndexChanged, this, [this] {
        showKind();
        Q_EMIT connectionChosen();
    });
    connect(m_service, &QComboBox::currentTextChanged, this, [this](const QString &service) {
        if (m_service->findText(service, Qt::MatchExactly) >= 0) // not at every letter that is written
            Q_EMIT serviceChosen(service.trimmed());
    });
    for (QLineEdit *const field :
         {m_tags, m_traceQl, m_minDuration, m_service->lineEdit(), m_operation->lineEdit()})
        connect(field, &QLineEdit::returnPressed, this, &RemoteSearchBar::searchRequested);
    connect(m_search, &QPushButton::clicked, this, [this] {
        if (m_isBusy)
            Q_EMIT cancelRequested();
        else
            Q_EMIT searchRequested();
    });
}

void RemoteSearchBar::setConnections(std::vector<RemoteConnection> connections)
{
    std::erase_if(connections, [](const RemoteConnection &connection) { return !connection.hasTraces(); });
    if (connections == m_connections)
        return;
    const QString chosen = m_connection->currentText();
    m_connections = std::move(connections);
    {
        const QSignalBlocker quiet(m_connection);
        m_connection->clear();
        for (const RemoteConnection &connection : m_connections)
            m_connection->addItem(QString::fromStdString(connection.name));
        m_connection->setCurrentIndex(std::max(0, m_connection->findText(chosen)));
    }
    showKind();
    Q_EMIT connectionChosen();
}

const RemoteConnection *RemoteSearchBar::connection() const
{
    const int row = m_connection->currentIndex();
    return row >= 0 && row < static_cast<int>(m_connections.size())
               ? &m_connections[static_cast<std::size_t>(row)]
               : nullptr;
}

void RemoteSearchBar::chooseConnection(const QString &name)
{
    if (const int row = m_connection->findText(name); row >= 0)
        m_connection->setCurrentIndex(row);
}

void RemoteSearchBar::setServices(const std::vector<std::string> &services)
{
    setNames(*m_service, services);
}

void RemoteSearchBar::setOperations(const std::vector<std::string> &operations)
{
    setNames(*m_operation, operations);
}

void RemoteSearchBar::showKind()
{
    const RemoteConnection *const chosen = connection();
    m_traceQl->setVisible(chosen && chosen->kind == ConnectionKind::Tempo);
    m_search->setEnabled(chosen != nullptr);
}

std::optional<RemoteSearch> RemoteSearchBar::search(Timestamp now)
{
    RemoteSearch search;
    search.window = {now - windows[static_cast<std::size_t>(std::max(0, m_since->currentIndex()))],
                     now + std::chrono::seconds(1)};
    search.service = m_service->currentText().trimmed().toStdString();
    search.operation = m_operation->currentText().trimmed().toStdString();
    search.onlyFailed = m_failed->isChecked();
    search.limit = static_cast<std::uint32_t>(m_limit->value());
    if (m_traceQl->isVisibleTo(this))
        search.traceQl = m_traceQl->text().trimmed().toStdString();
    const auto tags = tagsFromText(m_tags->text().toStdString());
    restyle(m_tags, "invalid", !tags);
    m_tags->setToolTip(tags ? QString()
                            : tr("Write attributes as key=value; quote a value that has blanks."));
    const QString shortest = m_minDuration->text().trimmed();
    const auto least = shortest.isEmpty() ? std::optional<Duration>() : parseDuration(shortest);
    const bool isGood = shortest.isEmpty() || least;
    restyle(m_minDuration, "invalid", !isGood);
    if (!tags || !isGood)
        return std::nullopt;
    search.tags = *tags;
    search.minDuration = least;
    return search;
}

void RemoteSearchBar::setBusy(bool busy)
{
    m_isBusy = busy;
    m_search->setText(busy ? tr("Cancel") : tr("Search"));
    m_progress->setVisible(busy);
}

} // namespace spanwise
