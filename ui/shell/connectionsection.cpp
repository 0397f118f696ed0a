// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/connectionsection.h"

#include "ui/theme/restyle.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QUuid>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

enum Column { NameColumn, KindColumn, UrlColumn, ColumnCount };

QString fromView(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString headersText(const RemoteConnection &connection)
{
    QStringList parts;
    for (const auto &[name, value] : connection.headers)
        parts.append(QString::fromStdString(name) + u": "_s + QString::fromStdString(value));
    return parts.join(u"; "_s);
}

std::vector<std::pair<std::string, std::string>> headersOf(const QString &text)
{
    std::vector<std::pair<std::string, std::string>> headers;
    for (const QString &part : text.split(u';', Qt::SkipEmptyParts)) {
        const qsizetype colon = part.indexOf(u':');
        headers.emplace_back(part.left(colon).trimmed().toStdString(),
                             colon < 0 ? std::string() : part.mid(colon + 1).trimmed().toStdString());
    }
    return headers;
}

} // namespace

ConnectionSection::ConnectionSection(ConnectionHooks hooks, QWidget *parent)
    : SettingsSection(tr("Connections"),
                      tr("What your team already runs. Its traces are searched and opened from there "
                         "(Ctrl+Shift+O) without being "
                         "imported; pages of metrics are read while Spanwise runs."),
                      parent)
    , m_hooks(std::move(hooks))
    , m_table(new QTableWidget(0, ColumnCount, this))
    , m_kind(new QComboBox(this))
    , m_name(new QLineEdit(this))
    , m_url(new QLineEdit(this))
    , m_auth(new QComboBox(this))
    , m_user(new QLineEdit(this))
    , m_secret(new QLineEdit(this))
    , m_headers(new QLineEdit(this))
    , m_timeout(new QDoubleSpinBox(this))
    , m_database(new QLineEdit(this))
    , m_tracesTable(new QLineEdit(this))
    , m_logsTable(new QLineEdit(this))
    , m_interval(new QSpinBox(this))
    , m_active(new QCheckBox(tr("Read it while Spanwise runs"), this))
{
    form()->addRow(connectionsTable());
    buildFields();
}

ConnectionSection::~ConnectionSection()
{
    if (m_cancelTest)
        m_cancelTest();
}

QWidget *ConnectionSection::connectionsTable()
{
    auto *box = new QWidget(this);
    m_table->setObjectName(u"connectionsTable"_s);
    m_table->setHorizontalHeaderLabels({tr("Name"), tr("Kind"), tr("URL")});
    m_table->horizontalHeader()->setSectionResizeMode(UrlColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setColumnWidth(NameColumn, 190);
    m_table->setColumnWidth(KindColumn, 140);
    m_table->verticalHeader()->hide();
    m_table->setProperty("framed", true);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setMinimumHeight(120);
    m_table->setAccessibleName(tr("Connections"));
    connect(m_table, &QTableWidget::currentCellChanged, this, [this](int row) {
        if (!m_filling)
            choose(row);
    });
    auto *add = new QPushButton(tr("Add connection"), box);
    add->setObjectName(u"addConnection"_s);
    m_remove = new QPushButton(tr("Remove"), box);
    m_remove->setObjectName(u"removeConnection"_s);
    connect(add, &QPushButton::clicked, this, &ConnectionSection::addConnection);
    connect(m_remove, &QPushButton::clicked, this, &ConnectionSection::removeConnection);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(add);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->addWidget(m_table);
    layout->addLayout(buttons);
    return box;
}

void ConnectionSection::buildFields()
{
    for (std::size_t kind = 0; kind < connectionKindCount; ++kind)
        m_kind->addItem(fromView(titleOf(static_cast<ConnectionKind>(kind))));
    m_kind->setObjectName(u"connectionKind"_s);
    m_auth->addItems({tr("None"), tr("User and password"), tr("Bearer token")});
    m_auth->setObjectName(u"connectionAuth"_s);
    for (QComboBox *const box : {m_kind, m_auth})
        box->setMaximumWidth(220);
    m_name->setObjectName(u"connectionName"_s);
    m_url->setObjectName(u"connectionUrl"_s);
    m_url->setProperty("mono", true);
    m_secret->setObjectName(u"connectionSecret"_s);
    m_secret->setEchoMode(QLineEdit::Password);
    m_headers->setObjectName(u"connectionHeaders"_s);
    m_headers->setProperty("mono", true);
    m_headers->setPlaceholderText(u"X-Scope-OrgID: team-a"_s);
    m_timeout->setRange(0.1, 3600);
    m_timeout->setDecimals(1);
    m_timeout->setSuffix(tr(" s"));
    m_interval->setRange(1, 86'400);
    m_interval->setSuffix(tr(" s"));
    for (QWidget *const box : std::initializer_list<QWidget *>{m_timeout, m_interval})
        box->setMaximumWidth(120);
    addRow(tr("Kind"), m_kind);
    addRow(tr("Name"), m_name);
    addRow(tr("URL"), m_url);
    m_problemLine = addProblemLine();
    addRow(tr("Credentials"), m_auth);
    addRow(tr("User"), m_user);
    addRow(tr("Password"), m_secret);
    addRow(tr("Headers"), m_headers,
           tr("Sent along, for example the tenant of a Tempo; several are separated by semicolons."));
    addRow(tr("Database"), m_database);
    addRow(tr("Table of spans"), m_tracesTable);
    addRow(tr("Table of logs"), m_logsTable);
    addRow(tr("Read every"), m_interval);
    addRow({}, m_active);
    addRow(tr("Time limit"), m_timeout);
    addRow({}, testRow());
    for (QLineEdit *const field :
         {m_name, m_url, m_user, m_secret, m_headers, m_database, m_tracesTable, m_logsTable})
        connect(field, &QLineEdit::textEdited, this, &ConnectionSection::takeFields);
    connect(m_kind, &QComboBox::activated, this, &ConnectionSection::takeKind);
    connect(m_auth, &QComboBox::activated, this, &ConnectionSection::takeFields);
    connect(m_timeout, &QDoubleSpinBox::valueChanged, this, &ConnectionSection::takeFields);
    connect(m_interval, &QSpinBox::valueChanged, this, &ConnectionSection::takeFields);
    connect(m_active, &QCheckBox::clicked, this, &ConnectionSection::takeFields);
}

QWidget *ConnectionSection::testRow()
{
    auto *row = new QWidget(this);
    m_test = new QPushButton(tr("Test"), row);
    m_test->setObjectName(u"connectionTest"_s);
    m_test->setToolTip(tr("Tries the connection now, with what is written here"));
    m_spinner = new QProgressBar(row);
    m_spinner->setRange(0, 0);
    m_spinner->setTextVisible(false);
    m_spinner->setFixedWidth(64);
    m_spinner->hide();
    m_result = new QLabel(row);
    m_result->setObjectName(u"connectionResult"_s);
    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_test, 0, Qt::AlignTop);
    layout->addWidget(m_spinner, 0, Qt::AlignVCenter);
    layout->addWidget(m_result, 1);
    connect(m_test, &QPushButton::clicked, this, [this] { m_cancelTest ? endTest() : runTest(); });
    return row;
}

RemoteConnection *ConnectionSection::current()
{
    return m_row >= 0 && m_row < static_cast<int>(m_connections.size())
               ? &m_connections[static_cast<std::size_t>(m_row)]
               : nullptr;
}

void ConnectionSection::show(const Settings &settings)
{
    endTest();
    m_connections = settings.connections;
    m_secrets.clear();
    fillTable();
    choose(m_connections.empty() ? -1 : std::clamp(m_row, 0, static_cast<int>(m_connections.size()) - 1));
}

bool ConnectionSection::isEdited() const
{
    return !m_secrets.empty() || SettingsSection::isEdited();
}

void ConnectionSection::store(Settings &settings) const
{
    settings.connections = m_connections;
}

void ConnectionSection::saved()
{
    for (const auto &[key, secret] : m_secrets) {
        m_hooks.keepSecret(key, secret, [self = QPointer(this)](const QString &problem) {
            if (!self)
                return;
            restyle(self->m_result, "tone", u"error"_s);
            self->m_result->setText(problem);
        });
    }
    m_secrets.clear();
}

void ConnectionSection::fillTable()
{
    m_filling = true;
    m_table->setRowCount(static_cast<int>(m_connections.size()));
    for (int row = 0; row < m_table->rowCount(); ++row)
        fillRow(row);
    m_filling = false;
}

void ConnectionSection::fillRow(int row)
{
    const RemoteConnection &connection = m_connections[static_cast<std::size_t>(row)];
    const QString problem = problemOfRow(static_cast<std::size_t>(row));
    const QStringList texts{QString::fromStdString(connection.name), fromView(titleOf(connection.kind)),
                            QString::fromStdString(connection.url)};
    for (int column = 0; column < ColumnCount; ++column) {
        auto *item = m_table->item(row, column);
        if (!item) {
            item = new QTableWidgetItem;
            m_table->setItem(row, column, item);
        }
        const bool isMarked = column == NameColumn && !problem.isEmpty();
        item->setText(isMarked ? u"▲ "_s + texts[column] : texts[column]);
        item->setToolTip(problem.isEmpty() ? texts[column] : problem);
    }
}

void ConnectionSection::choose(int row)
{
    endTest();
    m_result->clear();
    m_row = row;
    const RemoteConnection *const chosen = current();
    m_filling = true;
    showFieldsOf(chosen ? *chosen : RemoteConnection{});
    for (QWidget *const field : std::initializer_list<QWidget *>{
             m_kind, m_name, m_url, m_auth, m_user, m_secret, m_headers, m_timeout, m_database, m_tracesTable,
             m_logsTable, m_interval, m_active, m_remove})
        field->setEnabled(chosen != nullptr);
    if (chosen)
        m_table->setCurrentCell(row, NameColumn);
    m_filling = false;
    check();
}

void ConnectionSection::showFieldsOf(const RemoteConnection &connection)
{
    m_kind->setCurrentIndex(static_cast<int>(connection.kind));
    m_name->setText(QString::fromStdString(connection.name));
    m_url->setText(QString::fromStdString(connection.url));
    m_url->setPlaceholderText(fromView(usualUrlOf(connection.kind)));
    m_auth->setCurrentIndex(static_cast<int>(connection.auth));
    m_user->setText(QString::fromStdString(connection.user));
    const auto typed = m_secrets.find(connection.secretKey());
    m_secret->setText(typed == m_secrets.end() ? QString() : QString::fromStdString(typed->second));
    m_secret->setPlaceholderText(tr("as it was; kept %1").arg(m_hooks.secretPlace));
    m_headers->setText(headersText(connection));
    m_timeout->setValue(std::chrono::duration<double>(connection.timeout).count());
    m_database->setText(QString::fromStdString(connection.database));
    m_tracesTable->setText(QString::fromStdString(connection.tracesTable));
    m_logsTable->setText(QString::fromStdString(connection.logsTable));
    m_interval->setValue(static_cast<int>(connection.interval.count()));
    m_active->setChecked(connection.isActive);
}

void ConnectionSection::takeKind()
{
    RemoteConnection *const connection = current();
    if (!connection)
        return;
    const auto kind = static_cast<ConnectionKind>(m_kind->currentIndex());
    // An address that nobody wrote follows the kind.
    if (connection->url.empty() || connection->url == usualUrlOf(connection->kind))
        connection->url = usualUrlOf(kind);
    connection->kind = kind;
    m_filling = true;
    showFieldsOf(*connection);
    m_filling = false;
    takeFields();
}

void ConnectionSection::takeFields()
{
    RemoteConnection *const connection = current();
    if (m_filling || !connection)
        return;
    connection->name = m_name->text().trimmed().toStdString();
    connection->url = m_url->text().trimmed().toStdString();
    connection->auth = static_cast<ConnectionAuth>(m_auth->currentIndex());
    connection->user = m_user->text().trimmed().toStdString();
    connection->headers = headersOf(m_headers->text());
    connection->timeout = std::chrono::milliseconds(std::llround(m_timeout->value() * 1000));
    connection->database = m_database->text().trimmed().toStdString();
    connection->tracesTable = m_tracesTable->text().trimmed().toStdString();
    connection->logsTable = m_logsTable->text().trimmed().toStdString();
    connection->interval = std::chrono::seconds(m_interval->value());
    connection->isActive = m_active->isChecked();
    if (m_secret->text().isEmpty())
        m_secrets.erase(connection->secretKey());
    else
        m_secrets[connection->secretKey()] = m_secret->text().toStdString();
    endTest();
    m_result->clear();
    fillRow(m_row);
    check();
    Q_EMIT edited();
}

void ConnectionSection::check()
{
    const RemoteConnection *const connection = current();
    const bool isDatabase = connection && connection->kind == ConnectionKind::ClickHouse;
    const bool isPage = connection && connection->kind == ConnectionKind::Metrics;
    const auto auth = connection ? connection->auth : ConnectionAuth::None;
    for (QWidget *const field : {m_database, m_tracesTable, m_logsTable})
        form()->setRowVisible(field, isDatabase);
    form()->setRowVisible(m_interval, isPage);
    form()->setRowVisible(m_active, isPage);
    form()->setRowVisible(m_user, auth == ConnectionAuth::Basic);
    form()->setRowVisible(m_secret, auth != ConnectionAuth::None);
    if (auto *const label = qobject_cast<QLabel *>(form()->labelForField(m_secret)))
        label->setText(auth == ConnectionAuth::Bearer ? tr("Token") : tr("Password"));
    const QString problem = connection ? problemOfRow(static_cast<std::size_t>(m_row)) : QString();
    showProblem(m_problemLine, m_url, problem);
    m_test->setEnabled(connection && problem.isEmpty());
    if (!connection)
        m_result->setText(tr("No connection yet. “Add connection” begins one."));
}

QString ConnectionSection::problemOfRow(std::size_t row) const
{
    const RemoteConnection &connection = m_connections[row];
    if (std::ranges::count(m_connections, connection.name, &RemoteConnection::name) > 1)
        return tr("Two connections are called “%1”.").arg(QString::fromStdString(connection.name));
    return QString::fromStdString(problemOf(connection));
}

QString ConnectionSection::problem() const
{
    for (std::size_t row = 0; row < m_connections.size(); ++row) {
        if (const QString problem = problemOfRow(row); !problem.isEmpty())
            return problem;
    }
    return {};
}

void ConnectionSection::addConnection()
{
    RemoteConnection connection;
    connection.id = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    connection.url = usualUrlOf(connection.kind);
    connection.name = tr("New connection").toStdString();
    for (int number = 2; std::ranges::count(m_connections, connection.name, &RemoteConnection::name) > 0;
         ++number)
        connection.name = tr("New connection %1").arg(number).toStdString();
    m_connections.push_back(std::move(connection));
    fillTable();
    choose(static_cast<int>(m_connections.size()) - 1);
    m_name->setFocus();
    m_name->selectAll();
    Q_EMIT edited();
}

void ConnectionSection::removeConnection()
{
    const RemoteConnection *const connection = current();
    if (!connection)
        return;
    m_secrets[connection->secretKey()].clear(); // what was kept goes too
    m_connections.erase(m_connections.begin() + m_row);
    fillTable();
    choose(std::min(m_row, static_cast<int>(m_connections.size()) - 1));
    Q_EMIT edited();
}

void ConnectionSection::runTest()
{
    const RemoteConnection *const connection = current();
    if (!connection)
        return;
    const auto typed = m_secrets.find(connection->secretKey());
    const std::optional<std::string> secret =
        typed == m_secrets.end() ? std::nullopt : std::optional(typed->second);
    m_test->setText(tr("Cancel"));
    m_spinner->show();
    restyle(m_result, "tone", u"secondary"_s);
    m_result->setText(tr("Asking…"));
    m_cancelTest =
        m_hooks.test(*connection, secret, [self = QPointer(this)](bool works, const QString &words) {
            if (!self)
                return;
            self->m_cancelTest = {};
            self->endTest();
            restyle(self->m_result, "tone", works ? u"ok"_s : u"error"_s);
            self->m_result->setText((works ? u"✓ "_s : u"▲ "_s) + words);
        });
}

void ConnectionSection::endTest()
{
    if (const auto cancel = std::exchange(m_cancelTest, {})) {
        cancel();
        m_result->clear();
    }
    m_test->setText(tr("Test"));
    m_spinner->hide();
}

} // namespace spanwise
