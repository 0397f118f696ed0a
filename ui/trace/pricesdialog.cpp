// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/pricesdialog.h"

#include "core/genai/prices.h"

#include <QBoxLayout>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace spanwise {

PricesDialog::PricesDialog(Theme &theme, const QString &list, QWidget *parent)
    : QDialog(parent)
    , m_edit(new QPlainTextEdit(list, this))
    , m_problem(new QLabel(this))
{
    setWindowTitle(tr("Price list"));
    auto *words =
        new QLabel(tr("One line for each family of models: the beginning of its name, then what a million "
                      "tokens cost in and out, in US dollars. The "
                      "longest beginning counts. Costs that a pipeline sends are always used as sent."),
                   this);
    words->setWordWrap(true);
    words->setProperty("tone", u"secondary"_s);
    m_edit->setFont(theme.monospace());
    m_edit->setPlaceholderText(u"gpt-4o-mini 0.15 0.60\ngpt-4o 2.50 10.00"_s);
    m_edit->setAccessibleName(tr("Price list"));
    m_problem->setWordWrap(true);
    m_problem->setProperty("tone", u"error"_s);
    m_problem->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &PricesDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &PricesDialog::reject);
    connect(m_edit, &QPlainTextEdit::textChanged, m_problem, &QWidget::hide);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addWidget(words);
    column->addWidget(m_edit, 1);
    column->addWidget(m_problem);
    column->addWidget(buttons);
    resize(460, 360);
}

QString PricesDialog::list() const
{
    return m_edit->toPlainText();
}

void PricesDialog::accept()
{
    const auto parsed = PriceList::parse(list().toStdString());
    if (parsed.problems.empty())
        return QDialog::accept();
    const PriceList::Problem &first = parsed.problems.front();
    m_problem->setText(
        tr("Line %1 cannot be read: %2").arg(first.line).arg(QString::fromStdString(first.message)));
    m_problem->show();
    m_edit->setTextCursor(
        QTextCursor(m_edit->document()->findBlockByNumber(static_cast<int>(first.line) - 1)));
    m_edit->setFocus();
}

} // namespace spanwise
