// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/historysection.h"

#include "core/store/store.h"
#include "ui/models/format.h"
#include "ui/shell/settingscheck.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace spanwise {

HistorySection::HistorySection(std::shared_ptr<const StoreReader> store, const QString &folder,
                               const QString &where, QWidget *parent)
    : SettingsSection(tr("History"),
                      where.isEmpty()
                          ? tr("Everything that was received stays on this machine, in one database file.")
                          : tr("Everything that was received goes to the team's store, %1.").arg(where),
                      parent)
    , m_store(std::move(store))
    , m_days(new QSpinBox(this))
    , m_mebibytes(new QSpinBox(this))
    , m_where(new QLineEdit(this))
{
    m_days->setObjectName(u"retentionDays"_s);
    m_days->setRange(1, 3650);
    m_days->setMaximumWidth(140);
    m_days->setSuffix(tr(" days"));
    addRow(tr("Keep traces for"), m_days,
           tr("Older ones are removed in small steps while the program runs. Pinned traces stay."));
    connect(m_days, &QSpinBox::valueChanged, this, &SettingsSection::edited);
    m_mebibytes->setObjectName(u"retentionMebibytes"_s);
    m_mebibytes->setRange(0, 100'000'000);
    m_mebibytes->setSingleStep(512);
    m_mebibytes->setGroupSeparatorShown(true);
    m_mebibytes->setMaximumWidth(140);
    m_mebibytes->setSuffix(tr(" MiB"));
    m_mebibytes->setSpecialValueText(tr("no limit"));
    addRow(tr("And no more than"), m_mebibytes,
           tr("When the history takes more, the oldest traces go first, whatever their age."));
    connect(m_mebibytes, &QSpinBox::valueChanged, this, &SettingsSection::edited);
    m_where->setObjectName(u"historyStore"_s);
    m_where->setProperty("mono", true);
    m_where->setPlaceholderText(tr("on this machine"));
    addRow(tr("Team's store"), m_where,
           tr("postgres://user@host/database: everyone who names it sees the same queries. Takes effect at "
              "the next "
              "start; what is stored now stays where it is."));
    m_whereProblem = addProblemLine();
    connect(m_where, &QLineEdit::textChanged, this, [this] {
        showProblem(m_whereProblem, m_where, problem());
        Q_EMIT edited();
    });
    m_size = addFact(tr("Size"));
    m_traces = addFact(tr("Holds"));
    m_oldest = addFact(tr("Oldest trace"));
    m_pinned = addFact(tr("Pinned"));
    m_removed = addFact(tr("Removed by retention"));
    if (folder.isEmpty())
        return;
    auto *row = new QWidget(this);
    auto *path = new QLabel(folder, row);
    path->setProperty("type", u"mono"_s);
    path->setTextInteractionFlags(Qt::TextSelectableByMouse);
    path->setWordWrap(true);
    auto *open = new QPushButton(tr("Open folder"), row);
    connect(open, &QPushButton::clicked, this,
            [folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(path, 1);
    layout->addWidget(open);
    addRow(tr("Location"), row);
}

QLabel *HistorySection::addFact(const QString &name)
{
    auto *fact = new QLabel(u"–"_s, this);
    fact->setContentsMargins(0, 5, 0, 0);
    fact->setTextInteractionFlags(Qt::TextSelectableByMouse);
    addRow(name, fact);
    return fact;
}

void HistorySection::show(const Settings &settings)
{
    m_days->setValue(static_cast<int>(settings.retentionDays));
    m_mebibytes->setValue(static_cast<int>(settings.retentionBytes >> 20U));
    m_where->setText(QString::fromStdString(settings.store));
    askFacts();
}

void HistorySection::store(Settings &settings) const
{
    settings.retentionDays = static_cast<std::uint32_t>(m_days->value());
    settings.retentionBytes = static_cast<std::uint64_t>(m_mebibytes->value()) << 20U;
    settings.store = m_where->text().trimmed().toStdString();
}

QString HistorySection::problem() const
{
    return problemOfStore(m_where->text().trimmed());
}

void HistorySection::askFacts()
{
    if (!m_store)
        return;
    m_job.start(
        [reader = m_store](std::stop_token) { return reader->statistics(); },
        [this](const Result<StoreStatistics> &facts) {
            if (!facts) {
                m_size->setText(QString::fromStdString(facts.error().message));
                return;
            }
            m_size->setText(formatBytes(facts->bytes));
            m_traces->setText(tr("%1 with %2")
                                  .arg(counted(facts->traceCount, tr("1 trace"), tr("%1 traces")),
                                       counted(facts->spanCount, tr("1 span"), tr("%1 spans"))));
            m_oldest->setText(facts->oldest ? formatFullTime(*facts->oldest) : tr("there is none yet"));
            m_pinned->setText(counted(facts->pinnedTraces, tr("1 trace"), tr("%1 traces")));
            m_removed->setText(facts->lastRemoval
                                   ? tr("%1 with %2, last at %3")
                                         .arg(counted(facts->removedTraces, tr("1 trace"), tr("%1 traces")),
                                              counted(facts->removedSpans, tr("1 span"), tr("%1 spans")),
                                              formatFullTime(*facts->lastRemoval))
                                   : tr("nothing yet"));
        });
}

} // namespace spanwise
