// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QIcon>

class QPixmap;
class QSize;

namespace spanwise {

/// The line icons of the house (resources/icons), by what they stand for.
enum class Glyph : std::uint8_t {
    Welcome,
    Overview,
    Queries,
    Trace,
    Errors,
    Logs,
    Metrics,
    Replay,
    Alerts,
    Settings,
    Search,
    Play,
    Stop,
    Pause,
    Close,
    Copy,
    Check,
    Plus,
    Remove,
    Folder,
    File,
    Download,
    Filter,
    Info,
    Warning,
    Link,
    Plug,
    Keyboard,
    Book,
    Command,
    Float,
    Star,
    ChevronDown,
    ChevronUp,
    ChevronRight,
    ChevronLeft,
    Compare,
    Undo,
    Exclude,
    Count
};

/// An icon that takes its colours from theme whenever it is painted, so it follows a change of theme by
/// itself. `off` is its colour, `on` that of its checked and selected state; disabled is Muted. Sharp at any
/// scale. theme must outlive the icon.
QIcon themedIcon(const Theme &theme, Glyph glyph, Token off = Token::Secondary, Token on = Token::Accent);

/// The same as a picture, for painters and labels; size in device-independent pixels.
QPixmap themedPixmap(const Theme &theme, Glyph glyph, int size, Token color, qreal devicePixelRatio);

/// The SVG text of glyph with its strokes in this colour.
QByteArray tintedSvg(Glyph glyph, const QColor &color);

/// The program's own icon, in full colour.
QIcon applicationIcon();

} // namespace spanwise
