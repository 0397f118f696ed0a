// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/replaysection.h"

#include "ui/shell/settingscheck.h"
#include "ui/theme/restyle.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QTableWidget>

#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QDoubleSpinBox *secondsBox(const QString &name, QWidget *parent)
{
    auto *box = new QDoubleSpinBox(parent);
    box->setObjectName(name);
    box->setRange(0.1, 3600);
    box->setDecimals(1);
    box->setSuffix(ReplaySection::tr(" s"));
    box->setMaximumWidth(120);
    return box;
}

std::chrono::milliseconds millisecondsOf(const QDoubleSpinBox *box)
{
    return std::chrono::milliseconds(std::llround(box->value() * 1000));
}

double secondsOf(std::chrono::milliseconds time)
{
    return std::chrono::duration<double>(time).count();
}

} // namespace

ReplaySection::ReplaySection(TargetTest test, QWidget *parent)
    : SettingsSection(
          tr("Replay target"),
          tr("Where a saved query is asked again. The request carries a traceparent, so that the new "
             "trace is linked to the old one."),
          parent)
    , m_test(std::move(test))
    , m_url(new QLineEdit(this))
    , m_method(new QComboBox(this))
    , m_headers(new QTableWidget(0, 2, this))
    , m_body(new QPlainTextEdit(this))
    , m_timeout(secondsBox(u"replayTimeout"_s, this))
    , m_traceTimeout(secondsBox(u"traceTimeout"_s, this))
{
    m_url->setObjectName(u"replayUrl"_s);
    m_url->setProperty("mono", true);
    addRow(tr("URL"), m_url);
    m_urlProblem = addProblemLine();
    m_method->addItems({u"POST"_s, u"PUT"_s, u"PATCH"_s});
    m_method->setMaximumWidth(120);
    addRow(tr("Method"), m_method);
    addRow(tr("Headers"), headersEditor(), tr("Content-Type: application/json is sent by itself."));
    m_headersProblem = addProblemLine();
    m_body->setObjectName(u"replayBody"_s);
    m_body->setProperty("mono", true);
    m_body->setFixedHeight(96);
    m_body->setTabChangesFocus(true);
    addRow(tr("Body"), m_body,
           tr("JSON. {{query}} becomes the question with its quotes, {{context}} the saved context as an "
              "object."));
    m_bodyProblem = addProblemLine();
    addRow(tr("Wait for the answer"), m_timeout);
    addRow(tr("then for the trace"), m_traceTimeout);
    if (m_test)
        addRow({}, testRow());
    for (QDoubleSpinBox *box : {m_timeout, m_traceTimeout})
        connect(box, &QDoubleSpinBox::valueChanged, this, &SettingsSection::edited);
    connect(m_url, &QLineEdit::textChanged, this, &ReplaySection::check);
    connect(m_method, &QComboBox::currentIndexChanged, this, &SettingsSection::edited);
    connect(m_headers, &QTableWidget::cellChanged, this, &ReplaySection::check);
    connect(m_body, &QPlainTextEdit::textChanged, this, &ReplaySection::check);
}

QWidget *ReplaySection::headersEditor()
{
    auto *editor = new QWidget(this);
    m_headers->setHorizontalHeaderLabels({tr("Name"), tr("Value")});
    m_headers->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_headers->horizontalHeader()->setMinimumSectionSize(140);
    m_headers->horizontalHeader()->setHighlightSections(false);
    m_headers->horizontalHeader()->setStretchLastSection(true);
    m_headers->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_headers->verticalHeader()->hide();
    m_headers->setProperty("framed", true);
    m_headers->setShowGrid(false);
    m_headers->setFixedHeight(104);
    m_headers->setAccessibleName(tr("Headers"));
    auto *add = new QPushButton(tr("Add"), editor);
    auto *remove = new QPushButton(tr("Remove"), editor);
    connect(add, &QPushButton::clicked, this, [this] {
        addHeader({}, {});
        m_headers->editItem(m_headers->item(m_headers->rowCount() - 1, 0));
    });
    connect(remove, &QPushButton::clicked, this, [this] {
        m_headers->removeRow(m_headers->currentRow());
        check();
    });
    auto *buttons = new QVBoxLayout;
    buttons->addWidget(add);
    buttons->addWidget(remove);
    buttons->addStretch(1);
    auto *layout = new QHBoxLayout(editor);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_headers, 1);
    layout->addLayout(buttons);
    return editor;
}

QWidget *ReplaySection::testRow()
{
    auto *row = new QWidget(this);
    m_testButton = new QPushButton(tr("Test"), row);
    m_testButton->setObjectName(u"replayTest"_s);
    m_testButton->setToolTip(tr("Asks the target one question now, with what is written here"));
    m_testResult = new QLabel(row);
    m_testResult->setWordWrap(true);
    m_testResult->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_testButton);
    layout->addWidget(m_testResult, 1);
    connect(m_testButton, &QPushButton::clicked, this, &ReplaySection::runTest);
    return row;
}

void ReplaySection::addHeader(const QString &name, const QString &value)
{
    const QSignalBlocker quiet(m_headers);
    const int row = m_headers->rowCount();
    m_headers->insertRow(row);
    m_headers->setItem(row, 0, new QTableWidgetItem(name));
    m_headers->setItem(row, 1, new QTableWidgetItem(value));
}

void ReplaySection::show(const Settings &settings)
{
    const ReplayTarget &target = settings.replay;
    m_url->setText(QString::fromStdString(target.url));
    const QString method = QString::fromStdString(target.method);
    if (m_method->findText(method) < 0)
        m_method->addItem(method);
    m_method->setCurrentText(method);
    m_headers->setRowCount(0);
    for (const auto &[name, value] : target.headers)
        addHeader(QString::fromStdString(name), QString::fromStdString(value));
    m_body->setPlainText(QString::fromStdString(target.bodyTemplate));
    m_timeout->setValue(secondsOf(target.timeout));
    m_traceTimeout->setValue(secondsOf(target.traceTimeout));
    if (m_testResult)
        m_testResult->clear();
    check();
}

void ReplaySection::store(Settings &settings) const
{
    ReplayTarget &target = settings.replay;
    target.url = m_url->text().trimmed().toStdString();
    target.method = m_method->currentText().toStdString();
    target.headers.clear();
    for (int row = 0; row < m_headers->rowCount(); ++row) {
        const QString name = m_headers->item(row, 0)->text().trimmed();
        const QString value = m_headers->item(row, 1)->text().trimmed();
        if (!name.isEmpty() || !value.isEmpty())
            target.headers.emplace_back(name.toStdString(), value.toStdString());
    }
    target.bodyTemplate = m_body->toPlainText().toStdString();
    target.timeout = millisecondsOf(m_timeout);
    target.traceTimeout = millisecondsOf(m_traceTimeout);
}

QString ReplaySection::headersProblem() const
{
    Settings now;
    store(now);
    for (const auto &[name, value] : now.replay.headers) {
        const QString problem = problemOfHeader(QString::fromStdString(name), QString::fromStdString(value));
        if (!problem.isEmpty())
            return problem;
    }
    return {};
}

QString ReplaySection::problem() const
{
    for (const QString &problem : {problemOfTargetUrl(m_url->text().trimmed()), headersProblem(),
                                   problemOfBodyTemplate(m_body->toPlainText())}) {
        if (!problem.isEmpty())
            return problem;
    }
    return {};
}

void ReplaySection::check()
{
    showProblem(m_urlProblem, m_url, problemOfTargetUrl(m_url->text().trimmed()));
    showProblem(m_headersProblem, nullptr, headersProblem());
    showProblem(m_bodyProblem, m_body, problemOfBodyTemplate(m_body->toPlainText()));
    if (m_testButton)
        m_testButton->setEnabled(problem().isEmpty());
    Q_EMIT edited();
}

void ReplaySection::runTest()
{
    Settings now;
    store(now);
    m_testButton->setEnabled(false);
    restyle(m_testResult, "tone", u"secondary"_s);
    m_testResult->setText(tr("Asking…"));
    m_test(now.replay, [self = QPointer(this)](bool answered, const QString &text) {
        if (!self)
            return;
        self->m_testButton->setEnabled(true);
        restyle(self->m_testResult, "tone", answered ? u"ok"_s : u"error"_s);
        self->m_testResult->setText(text);
    });
}

} // namespace spanwise
