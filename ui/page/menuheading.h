// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QMenu;

namespace spanwise {

/// A line above entries of a menu that belong together, with a rule above it unless it is the first. Instead
/// of QMenu::addSection(), whose words a style sheet leaves out.
void addHeading(QMenu &menu, const QString &words);

} // namespace spanwise
