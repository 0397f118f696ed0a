// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QTest>
#include <QWidget>

#include <cstdio>
#include <functional>
#include <initializer_list>
#include <utility>

namespace spanwise::test {

/// A folder of pictures in one theme, to be looked at.
class Gallery
{
public:
    Gallery(QString folder, Theme &theme, QString look)
        : m_folder(std::move(folder))
        , m_theme(theme)
        , m_look(std::move(look))
    {
    }

    Theme &theme() const { return m_theme; }

    /// Background work delivers, animations end.
    static void settle()
    {
        for (int i = 0; i < 20; ++i)
            QTest::qWait(20);
    }

    /// Grabs the widget as it is when it has settled: LOOK-WIDTH-NAME.png.
    void save(QWidget &widget, const QString &name) const
    {
        settle();
        const QString file =
            QDir(m_folder).filePath(QStringLiteral("%1-%2-%3.png").arg(m_look).arg(widget.width()).arg(name));
        widget.grab().save(file);
        std::printf("%s\n", qPrintable(file));
    }

private:
    QString m_folder;
    Theme &m_theme;
    QString m_look;
};

/// The main() of a program that renders pictures: PROGRAM DIR [light|dark|contrast] [WIDTH]. Renders every
/// size in every look, or those that are asked for.
inline int runGallery(int argc, char **argv, std::initializer_list<QSize> sizes,
                      const std::function<void(const Gallery &, QSize)> &render)
{
    const QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "usage: %s DIR [light|dark|contrast] [WIDTH]\n", qPrintable(arguments.value(0)));
        return 2;
    }
    QDir().mkpath(arguments[1]);
    for (const auto &[kind, look] : {std::pair{Theme::Kind::Light, QStringLiteral("light")},
                                     {Theme::Kind::Dark, QStringLiteral("dark")},
                                     {Theme::Kind::HighContrast, QStringLiteral("contrast")}}) {
        if (!arguments.value(2, look).isEmpty() && arguments.value(2, look) != look)
            continue;
        Theme theme(kind);
        theme.apply();
        for (const QSize size : sizes) {
            if (arguments.value(3, QString::number(size.width())).toInt() == size.width())
                render(Gallery(arguments[1], theme, look), size);
        }
    }
    return 0;
}

} // namespace spanwise::test
