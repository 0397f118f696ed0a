// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>

namespace spanwise {

class Theme;

/// The application's style sheet (spanwise.qss) with every colour and size taken from theme.
///
/// Widgets choose a look by dynamic properties set before they are shown:
/// - QPushButton: primary (one per screen), danger, link, chip
/// - QLabel: type = pageTitle | cardValue | secondary | columnHead | strong | mono; tone = secondary | muted
/// | accent |
///   ok | warning | error; chip
/// - QFrame: card (panel ground, 1 px line, rounded), panel, well (sunken), rule (1 px line)
/// - QLineEdit, QPlainTextEdit: mono, invalid
/// - item views: framed
/// After changing a property of a visible widget call restyle().
QString styleSheetFor(const Theme &theme);

/// The pictures that the style sheet names, by file name in controlFolder(theme).
QMap<QString, QByteArray> controlPictures(const Theme &theme);
QString controlFolder(const Theme &theme);

} // namespace spanwise
