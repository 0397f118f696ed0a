// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace spanwise {

/// Lines to copy: monospace, selectable, with a button that copies all of them and says so.
class CodeBlock final : public QFrame
{
    Q_OBJECT

public:
    CodeBlock(const QString &name, const QString &text, QWidget *parent = nullptr);

    QString text() const;

private:
    void copy();

    QLabel *m_text;
    QPushButton *m_copy;
};

} // namespace spanwise
