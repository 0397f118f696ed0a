// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/stylesheet.h"

#include "ui/theme/theme.h"

namespace spanwise {

QString styleSheetFor(const Theme &theme)
{
    const auto name = [&](Token token) { return theme.color(token).name(); };
    return QStringLiteral("QToolTip { color: %1; background: %2; border: 1px solid %3; padding: 4px 6px; }")
        .arg(name(Token::Text), name(Token::Raised), name(Token::Line));
}

} // namespace spanwise
