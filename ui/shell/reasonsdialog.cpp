// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/reasonsdialog.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace spanwise {

ReasonsDialog::ReasonsDialog(const QStringList &reasons, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("What was not taken"));
    resize(640, 360);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(10);
    auto *intro =
        new QLabel(reasons.isEmpty()
                       ? tr("Nothing has been rejected or refused since the program started. When a sender "
                            "delivers something that cannot be taken, the reason is listed here.")
                       : tr("The newest first. The senders were told the same."),
                   this);
    intro->setWordWrap(true);
    layout->addWidget(intro);
    auto *text = new QPlainTextEdit(reasons.join(u'\n'), this);
    text->setReadOnly(true);
    text->setProperty("mono", true);
    text->setAccessibleName(tr("Reasons"));
    text->setVisible(!reasons.isEmpty());
    layout->addWidget(text, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton *copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    copy->setEnabled(!reasons.isEmpty());
    connect(copy, &QPushButton::clicked, this,
            [text] { QApplication::clipboard()->setText(text->toPlainText()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    layout->addWidget(buttons);
}

} // namespace spanwise
