// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace spanwise {

/// One widget in all of the room there is, whose wishes for another size go no further.
///
/// A label whose text changes asks every widget above it, up to the window, to lay itself out anew, and all
/// of a tab is painted again for it. Where the room is given by a splitter or a dock nothing comes of that:
/// this widget, which has no layout, is where it ends. The widget inside lays itself out as ever. GUI thread.
class StillPage final : public QWidget
{
public:
    /// Takes content over.
    explicit StillPage(QWidget *content, QWidget *parent = nullptr)
        : QWidget(parent)
        , m_content(content)
    {
        content->setParent(this);
    }

    QSize sizeHint() const override { return m_content->sizeHint(); }
    QSize minimumSizeHint() const override { return m_content->minimumSizeHint(); }

protected:
    void resizeEvent(QResizeEvent *) override { m_content->setGeometry(rect()); }

private:
    QWidget *m_content;
};

} // namespace spanwise
