// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/stepkind.h"

#include <QColor>
#include <QFont>
#include <QObject>

#include <array>
#include <map>
#include <memory>
#include <optional>

namespace spanwise {

class MemoryResource;

/// The colours of the house, by purpose. Nothing outside ui/theme names a colour.
enum class Token : std::uint8_t {
    Window, ///< behind everything
    Panel,  ///< cards, docks, lists
    Raised, ///< buttons, headers, zebra at 35 %
    Line,   ///< every rule and border, 1 px
    Text,
    Secondary,
    Muted,  ///< never carries what must be read
    Accent, ///< selection, links, focus, the one primary button
    AccentGround,
    OnAccent, ///< text on Accent
    Ok,
    Warning,
    Error,
    ErrorGround,
    Count
};

/// The theme in force: tokens, step colours, type sizes, and the style sheet made from them.
///
/// One object, made by app and handed to every widget; a widget repaints on changed(). GUI thread only.
class Theme final : public QObject
{
    Q_OBJECT

public:
    enum class Kind : std::uint8_t { Light, Dark, HighContrast };

    explicit Theme(Kind kind = Kind::Light, QObject *parent = nullptr);
    ~Theme() override;

    Kind kind() const noexcept { return m_kind; }
    bool isDark() const noexcept { return m_kind != Kind::Light; }
    /// Changes palette and style sheet of the application, then tells everyone.
    void setKind(Kind kind);

    QColor color(Token token) const;
    QColor step(StepKind kind) const;

    /// Type by purpose, scaled with the system's font size. Numbers have tabular figures.
    QFont body() const;
    QFont secondary() const;  ///< 11.5 px
    QFont columnHead() const; ///< 10.5 px
    QFont pageTitle() const;  ///< 15 px semibold
    QFont cardValue() const;  ///< 22 px semibold
    QFont monospace() const;  ///< 12 px

    /// Sets palette and style sheet without telling anyone; for start-up. Nothing when they are in force
    /// already.
    void apply() const;

Q_SIGNALS:
    void changed();

private:
    QFont scaled(double pixels, QFont::Weight weight) const;

    Kind m_kind;
    mutable std::optional<Kind> m_applied; ///< what the application looks like now
    mutable std::map<Kind, std::unique_ptr<MemoryResource>> m_pictures; ///< of the style sheets used so far
};

} // namespace spanwise
