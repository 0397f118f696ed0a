<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>spanwise::AlertsPanel</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spanwise::FactsCard</name>
    <message numerus="yes">
        <source>and %n more, shown below</source>
        <translation>
            <numerusform>and %n more, shown below</numerusform>
            <numerusform>and %n more, shown below</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spanwise::ResultView</name>
    <message numerus="yes">
        <source>Show %n more span(s)</source>
        <translation>
            <numerusform>Show %n more span</numerusform>
            <numerusform>Show %n more spans</numerusform>
        </translation>
    </message>
</context>
</TS>
