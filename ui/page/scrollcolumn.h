// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QScrollArea;
class QWidget;

namespace spanwise {

/// Puts content into a frameless area that scrolls downwards only and lets the ground of what is behind it
/// through. The area owns content.
QScrollArea *makeScrollColumn(QWidget *content, QWidget *parent);

} // namespace spanwise
