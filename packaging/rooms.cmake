# SPDX-License-Identifier: GPL-3.0-or-later
# How a room of this house becomes a library. One static library per link list: a target that does not
# link Qt cannot include it, so the dependency rule of ARCHITECTURE.md is kept by the build.

# Every target of this project links one of these two, and nothing else sets flags.
add_library(spanwise_options INTERFACE)
target_compile_options(spanwise_options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor
    -Wold-style-cast -Woverloaded-virtual -Wcast-qual
    $<$<BOOL:${SPANWISE_WERROR}>:-Werror>)
target_include_directories(spanwise_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(spanwise_options INTERFACE SPANWISE_VERSION="${PROJECT_VERSION}")
if(SPANWISE_SANITIZE)
    target_compile_options(spanwise_options INTERFACE -fsanitize=${SPANWISE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(spanwise_options INTERFACE -fsanitize=${SPANWISE_SANITIZE})
endif()

add_library(spanwise_qt_options INTERFACE)
target_link_libraries(spanwise_qt_options INTERFACE spanwise_options)
target_compile_definitions(spanwise_qt_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_FOREACH QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_USE_QSTRINGBUILDER QT_NO_KEYWORDS
    QT_DISABLE_DEPRECATED_BEFORE=0x060400)

# spanwise_room(NAME SOURCES ... LINK ...): a Qt-free library spanwise_NAME.
function(spanwise_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
    add_library(spanwise_${name} STATIC ${ROOM_SOURCES})
    set_target_properties(spanwise_${name} PROPERTIES AUTOMOC OFF LINKER_LANGUAGE CXX)
    target_link_libraries(spanwise_${name} PUBLIC spanwise_options ${ROOM_LINK} PRIVATE ${ROOM_PRIVATE_LINK})
endfunction()

# spanwise_qt_room(NAME SOURCES ... LINK ...): the same for one that uses Qt; moc runs, Qt headers are precompiled.
function(spanwise_qt_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;LINK;PRIVATE_LINK;PRECOMPILE" ${ARGN})
    add_library(spanwise_${name} STATIC ${ROOM_SOURCES})
    set_target_properties(spanwise_${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(spanwise_${name} PUBLIC spanwise_qt_options ${ROOM_LINK} PRIVATE ${ROOM_PRIVATE_LINK})
    if(ROOM_PRECOMPILE)
        target_precompile_headers(spanwise_${name} PRIVATE ${ROOM_PRECOMPILE})
    endif()
endfunction()

# spanwise_test(NAME SOURCES ... LINK ... [GUI]): one executable with every test class of its SOURCES (see
# tests/support/suite.h), run by ctest. GUI runs it on the offscreen platform with a QApplication.
function(spanwise_test name)
    cmake_parse_arguments(TEST "GUI" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
    if(NOT TEST_TIMEOUT)
        set(TEST_TIMEOUT 120)
    endif()
    add_executable(${name} ${TEST_SOURCES} ${PROJECT_SOURCE_DIR}/tests/support/suitemain.cpp)
    set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_link_libraries(${name} PRIVATE spanwise_options ${TEST_LINK} Qt6::Core Qt6::Test)
    if(TEST_GUI)
        target_link_libraries(${name} PRIVATE Qt6::Widgets)
        target_compile_definitions(${name} PRIVATE SPANWISE_TEST_GUI)
    endif()
    target_compile_definitions(${name} PRIVATE
        SPANWISE_SOURCE_DIR="${PROJECT_SOURCE_DIR}" SPANWISE_BIN_DIR="${CMAKE_BINARY_DIR}/bin"
        SPANWISE_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_LOGGING_RULES=qt.qpa.*=false" TIMEOUT ${TEST_TIMEOUT}
        SKIP_REGULAR_EXPRESSION "ALL TESTS SKIPPED" LABELS "${TEST_LABELS}")
endfunction()

# Adds every named folder that has a CMakeLists.txt.
function(spanwise_rooms)
    foreach(room ${ARGN})
        if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${room}/CMakeLists.txt)
            add_subdirectory(${room})
        endif()
    endforeach()
endfunction()
