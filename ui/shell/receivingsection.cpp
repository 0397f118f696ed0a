// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/receivingsection.h"

#include "ui/shell/settingscheck.h"

#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace spanwise {

ReceivingSection::ReceivingSection(QWidget *parent)
    : SettingsSection(
          tr("Receiving"),
          tr("Where pipelines send their traces. Saving moves the receiver at once; what is being "
             "received is finished first."),
          parent)
    , m_address(new QLineEdit(this))
{
    m_address->setObjectName(u"otlpAddress"_s);
    m_address->setMaximumWidth(280);
    m_address->setProperty("mono", true);
    addRow(tr("OTLP over HTTP"), m_address,
           tr("HOST:PORT. 4318 is the port that SDKs use by themselves; with another one set "
              "OTEL_EXPORTER_OTLP_ENDPOINT."));
    m_problem = addProblemLine();
    connect(m_address, &QLineEdit::textChanged, this, [this] {
        showProblem(m_problem, m_address, problem());
        Q_EMIT edited();
    });
}

void ReceivingSection::show(const Settings &settings)
{
    m_address->setText(QString::fromStdString(settings.otlpHttp));
}

void ReceivingSection::store(Settings &settings) const
{
    settings.otlpHttp = m_address->text().trimmed().toStdString();
}

QString ReceivingSection::problem() const
{
    return problemOfAddress(m_address->text().trimmed());
}

} // namespace spanwise
