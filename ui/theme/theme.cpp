// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/memoryresource.h"
#include "ui/theme/stylesheet.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>
#include <QProxyStyle>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using TokenTable = std::array<QRgb, static_cast<std::size_t>(Token::Count)>;
using StepTable = std::array<QRgb, stepKindNames.size()>;

// Window, Panel, Raised, Line, Text, Secondary, Muted, Accent, AccentGround, OnAccent, Ok, Warning, Error,
// ErrorGround
constexpr TokenTable light{0xffF4F5F7, 0xffFFFFFF, 0xffF0F2F5, 0xffDCE0E6, 0xff1B1F27,
                           0xff525B6A, 0xff808896, 0xff1D68DC, 0xffDEEAFC, 0xffFFFFFF,
                           0xff13794A, 0xffA86200, 0xffC52F3E, 0xffFBE6E8};
constexpr TokenTable dark{0xff15171C, 0xff1B1E25, 0xff232731, 0xff2C313C, 0xffE6E8EC, 0xffA3ABB8, 0xff717A89,
                          0xff5B9DFF, 0xff20314F, 0xff0B1220, 0xff3FB68B, 0xffE5A83B, 0xffF0616D, 0xff3A2228};
constexpr TokenTable highContrast{0xff000000, 0xff000000, 0xff1A1A1A, 0xffFFFFFF, 0xffFFFFFF,
                                  0xffFFFFFF, 0xffD0D0D0, 0xff7FC4FF, 0xff00315C, 0xff000000,
                                  0xff5CFFB0, 0xffFFD24A, 0xffFF8A93, 0xff4A0008};

// In the order of StepKind: other, analysis, routing, retrieval, reranking, generation, verification.
constexpr StepTable lightSteps{0xff5D7296, 0xff2483BE, 0xff7A66CE, 0xff0E8A63,
                               0xffB87D00, 0xffC4532C, 0xffB25D8C};
constexpr StepTable darkSteps{0xff7E93B5, 0xff56B4E9, 0xffA594E8, 0xff2FB58A,
                              0xffE0A526, 0xffE2714B, 0xffD184AE};

const TokenTable &tokensOf(Theme::Kind kind)
{
    switch (kind) {
    case Theme::Kind::Light:
        return light;
    case Theme::Kind::Dark:
        return dark;
    case Theme::Kind::HighContrast:
        return highContrast;
    }
    return light;
}

/// Fusion everywhere: the style sheet is drawn for its metrics, and a platform style would show through.
class HouseStyle final : public QProxyStyle
{
public:
    HouseStyle()
        : QProxyStyle(u"fusion"_s)
    {
    }

    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override
    {
        // Mnemonics work; a menu bar full of underlines is noise. So are Fusion's pictures on "Close" and
        // "Cancel".
        if (hint == SH_UnderlineShortcut || hint == SH_DialogButtonBox_ButtonsHaveIcons)
            return 0;
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
};

} // namespace

Theme::Theme(Kind kind, QObject *parent)
    : QObject(parent)
    , m_kind(kind)
{
}

Theme::~Theme() = default;

void Theme::setKind(Kind kind)
{
    if (kind == m_kind && m_applied)
        return;
    m_kind = kind;
    apply();
    Q_EMIT changed();
}

QColor Theme::color(Token token) const
{
    return QColor::fromRgb(tokensOf(m_kind)[static_cast<std::size_t>(token)]);
}

QColor Theme::step(StepKind kind) const
{
    return QColor::fromRgb((isDark() ? darkSteps : lightSteps)[static_cast<std::size_t>(kind)]);
}

QFont Theme::scaled(double pixels, QFont::Weight weight) const
{
    // 13 px of the drawings is the system's own size, whatever that is.
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    const double base = font.pointSizeF() > 0 ? font.pointSizeF() : font.pixelSize() * 0.75;
    font.setPointSizeF(base * pixels / 13.0);
    font.setWeight(weight);
    return font;
}

QFont Theme::body() const
{
    return scaled(13, QFont::Normal);
}

QFont Theme::secondary() const
{
    return scaled(11.5, QFont::Normal);
}

QFont Theme::columnHead() const
{
    return scaled(10.5, QFont::Normal);
}

QFont Theme::pageTitle() const
{
    return scaled(15, QFont::DemiBold);
}

QFont Theme::cardValue() const
{
    return scaled(22, QFont::DemiBold);
}

QFont Theme::monospace() const
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(scaled(12, QFont::Normal).pointSizeF());
    return font;
}

void Theme::apply() const
{
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, Token token) { palette.setColor(role, color(token)); };
    set(QPalette::Window, Token::Window);
    set(QPalette::WindowText, Token::Text);
    set(QPalette::Base, Token::Panel);
    set(QPalette::AlternateBase, Token::Raised);
    set(QPalette::Text, Token::Text);
    set(QPalette::PlaceholderText, Token::Muted);
    set(QPalette::Button, Token::Raised);
    set(QPalette::ButtonText, Token::Text);
    set(QPalette::BrightText, Token::Error);
    set(QPalette::ToolTipBase, Token::Raised);
    set(QPalette::ToolTipText, Token::Text);
    set(QPalette::Highlight, Token::AccentGround);
    set(QPalette::HighlightedText, Token::Text);
    set(QPalette::Link, Token::Accent);
    set(QPalette::LinkVisited, Token::Accent);
    set(QPalette::Light, Token::Raised);
    set(QPalette::Midlight, Token::Line);
    set(QPalette::Mid, Token::Line);
    set(QPalette::Dark, Token::Line);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, color(Token::Muted));
    if (m_applied == m_kind)
        return;
    m_applied = m_kind;
    if (qApp->styleSheet().isEmpty())
        QApplication::setStyle(new HouseStyle);
    QApplication::setPalette(palette);
    QApplication::setFont(body());
    auto &pictures = m_pictures[m_kind];
    if (!pictures)
        pictures = std::make_unique<MemoryResource>(controlFolder(*this), controlPictures(*this));
    qApp->setStyleSheet(styleSheetFor(*this));
}

} // namespace spanwise
