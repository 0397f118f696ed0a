// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <cstddef>

class QLabel;
class QLineEdit;

namespace spanwise {

class Theme;

/// A line to search in what is above or below it: words, n of m, next and previous, close.
///
/// Hidden until open(). Enter is next, Shift+Enter previous, Escape closes. It only asks; who owns it finds
/// and calls setFound().
class FindBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(Theme &theme, QWidget *parent = nullptr);

    /// Shows it and takes the focus; what stands there is selected.
    void open();
    void close();
    QString words() const;
    /// The place that is shown, from 0, of so many.
    void setFound(std::size_t current, std::size_t count);
    /// While a search runs in the background.
    void setSearching();
    /// Opens this bar by Ctrl+F inside of a widget (its children included), also where a window has the same
    /// key, and steps by F3.
    void serve(QWidget *widget);

Q_SIGNALS:
    void changed(const QString &words);
    void stepped(int direction);
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool take(QKeyEvent &event, bool inField);

    QLineEdit *m_field;
    QLabel *m_found;
};

} // namespace spanwise
