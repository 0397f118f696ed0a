// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/receivingsection.h"

#include "ui/shell/settingscheck.h"
#include "ui/shell/tokencontrol.h"
#include "ui/shell/tokenrow.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace spanwise {

ReceivingSection::ReceivingSection(TokenControl *tokens, QWidget *parent)
    : SettingsSection(tr("Receiving"),
                      tr("Where pipelines send their data. Saving moves the listeners at once; what is being "
                         "received is finished first."),
                      parent)
    , m_tokens(tokens)
    , m_http(addressField(u"otlpAddress"_s))
    , m_grpcOn(new QCheckBox(tr("Listen"), this))
    , m_grpc(addressField(u"otlpGrpcAddress"_s))
    , m_zipkinOn(new QCheckBox(tr("Listen"), this))
    , m_zipkin(addressField(u"zipkinAddress"_s))
    , m_origins(addressField(u"corsOrigins"_s))
{
    addRow(tr("OTLP over HTTP"), m_http,
           tr("HOST:PORT. 4318 is the port that SDKs use by themselves; with another one set "
              "OTEL_EXPORTER_OTLP_ENDPOINT."));
    addListener(tr("OTLP over gRPC"), m_grpcOn, m_grpc,
                tr("4317 is the port that SDKs use by themselves when their protocol is grpc."));
    addListener(tr("Zipkin"), m_zipkinOn, m_zipkin,
                tr("Takes Zipkin's version 2, JSON and protobuf, at /api/v2/spans. Its senders use 9411 by "
                   "themselves."));
    m_origins->setMaximumWidth(560);
    m_origins->setPlaceholderText(u"http://localhost:3000"_s);
    addRow(tr("Web pages"), m_origins,
           tr("Origins whose pages may send from a browser, separated by spaces; * for every page. Empty: "
              "none."));
    if (m_tokens) {
        addRow(tr("Token"), new TokenRow(*m_tokens, this),
               tr("Needed before other machines can send: the addresses above may then be any of this "
                  "machine's, for "
                  "example 0.0.0.0:4318. Changes take effect at once."));
        connect(m_tokens, &TokenControl::tokensChanged, this, &ReceivingSection::check);
    }
    m_problem = addProblemLine();
    for (QCheckBox *const box : {m_grpcOn, m_zipkinOn})
        connect(box, &QCheckBox::toggled, this, &ReceivingSection::check);
}

QLineEdit *ReceivingSection::addressField(const QString &name)
{
    auto *const field = new QLineEdit(this);
    field->setObjectName(name);
    field->setMaximumWidth(280);
    field->setProperty("mono", true);
    connect(field, &QLineEdit::textChanged, this, &ReceivingSection::check);
    return field;
}

void ReceivingSection::addListener(const QString &label, QCheckBox *on, QLineEdit *address,
                                   const QString &hint)
{
    auto *const row = new QWidget(this);
    row->setProperty("transparent", true);
    row->setMaximumWidth(380);
    auto *const layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(address, 1);
    layout->addWidget(on);
    on->setAccessibleName(tr("Listen for %1").arg(label));
    on->setObjectName(address->objectName() % u"On"_s);
    address->setAccessibleName(label);
    connect(on, &QCheckBox::toggled, address, &QLineEdit::setEnabled);
    addRow(label, row, hint);
}

void ReceivingSection::show(const Settings &settings)
{
    m_http->setText(QString::fromStdString(settings.otlpHttp));
    m_grpc->setText(QString::fromStdString(settings.otlpGrpc));
    m_grpcOn->setChecked(settings.otlpGrpcOn);
    m_grpc->setEnabled(settings.otlpGrpcOn);
    m_zipkin->setText(QString::fromStdString(settings.zipkin));
    m_zipkinOn->setChecked(settings.zipkinOn);
    m_zipkin->setEnabled(settings.zipkinOn);
    QStringList origins;
    for (const std::string &origin : settings.corsOrigins)
        origins.append(QString::fromStdString(origin));
    m_origins->setText(origins.join(u' '));
}

void ReceivingSection::store(Settings &settings) const
{
    settings.otlpHttp = m_http->text().trimmed().toStdString();
    settings.otlpGrpc = m_grpc->text().trimmed().toStdString();
    settings.otlpGrpcOn = m_grpcOn->isChecked();
    settings.zipkin = m_zipkin->text().trimmed().toStdString();
    settings.zipkinOn = m_zipkinOn->isChecked();
    settings.corsOrigins.clear();
    for (const QString &origin : origins())
        settings.corsOrigins.push_back(origin.toStdString());
}

QStringList ReceivingSection::origins() const
{
    static const QRegularExpression separator(u"[\\s,;]+"_s);
    return m_origins->text().split(separator, Qt::SkipEmptyParts);
}

std::pair<QString, QLineEdit *> ReceivingSection::firstProblem() const
{
    const bool hasToken = m_tokens && !m_tokens->tokens().isEmpty();
    QStringList taken;
    for (QLineEdit *const field : {m_http, m_grpc, m_zipkin}) {
        if (!field->isEnabled())
            continue;
        const QString address = field->text().trimmed();
        if (const QString problem = problemOfAddress(address, hasToken); !problem.isEmpty())
            return {problem, field};
        if (taken.contains(address))
            return {tr("Two listeners cannot share one address."), field};
        taken.append(address);
    }
    for (const QString &origin : origins()) {
        if (const QString problem = problemOfOrigin(origin); !problem.isEmpty())
            return {problem, m_origins};
    }
    return {};
}

void ReceivingSection::check()
{
    if (!m_problem)
        return;
    const auto [problem, where] = firstProblem();
    for (QLineEdit *const field : {m_http, m_grpc, m_zipkin, m_origins})
        showProblem(m_problem, field, field == where ? problem : QString());
    showProblem(m_problem, nullptr, problem);
    Q_EMIT edited();
}

QString ReceivingSection::problem() const
{
    return firstProblem().first;
}

} // namespace spanwise
