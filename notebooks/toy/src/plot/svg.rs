//! The backend: plotters draws on it, it writes SVG.
//!
//! Beside what plotters' own SVG backend does, it writes text as outlines, joins neighbours of one style into one path
//! (two thousand points become one), and knows dashes. What plotters' styles have no word for comes through the [`Pen`] that the drawing code and the canvas share.

use super::elements::Drawing;
use super::font::{self, Weight};
use super::style::UNIT;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle, FontTransform,
};
use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

/// What the next strokes look like beyond colour and width. All lengths in units of the canvas.
#[derive(Clone, Debug, Default)]
pub(super) struct Pen {
    /// Lengths of dashes and gaps.
    pub dash: Vec<f64>,
    /// Edges without smoothing, for areas that must meet without a seam.
    pub crisp: bool,
    /// A light edge around letters that stand over data.
    pub halo: Option<plotters::style::RGBColor>,
}

/// What the drawing code keeps of a canvas that plotters owns: the pen, and in the end the drawing.
#[derive(Clone, Debug, Default)]
pub(super) struct Handle {
    pub pen: Rc<RefCell<Pen>>,
    drawing: Rc<RefCell<Drawing>>,
}

impl Handle {
    /// All elements drawn so far.
    pub fn take(&self) -> String {
        let mut drawing = self.drawing.borrow_mut();
        drawing.flush();
        std::mem::take(&mut drawing.done)
    }

    /// Adds a finished element.
    pub fn element(&self, element: &str) {
        let mut drawing = self.drawing.borrow_mut();
        drawing.flush();
        drawing.done += element;
    }

    pub fn canvas(&self, width: f64, height: f64) -> Canvas {
        Canvas {
            size: ((width * UNIT) as u32, (height * UNIT) as u32),
            handle: self.clone(),
        }
    }
}

/// The drawing surface that plotters is given.
pub(super) struct Canvas {
    size: (u32, u32),
    handle: Handle,
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Canvas {
    fn stroke(&self, color: BackendColor, width: u32) -> String {
        let dash = &self.handle.pen.borrow().dash;
        let dash = match dash.is_empty() {
            true => String::new(),
            false => {
                let lengths: Vec<String> = dash.iter().map(f64::to_string).collect();
                format!(" stroke-dasharray=\"{}\"", lengths.join(" "))
            }
        };
        let cap = if dash.is_empty() { "round" } else { "butt" };
        format!(
            "fill=\"none\" {} stroke-width=\"{width}\" stroke-linejoin=\"round\" stroke-linecap=\"{cap}\"{dash}",
            paint("stroke", color)
        )
    }

    fn polygon(&mut self, points: impl IntoIterator<Item = BackendCoord>, mut attributes: String) {
        if self.handle.pen.borrow().crisp {
            attributes += " shape-rendering=\"crispEdges\"";
        }
        let mut points = points.into_iter().map(whole);
        let Some(first) = points.next() else { return };
        let mut drawing = self.handle.drawing.borrow_mut();
        drawing.start(attributes, first);
        points.for_each(|point| drawing.line_to(point));
        drawing.close(first);
    }
}

fn whole(point: BackendCoord) -> (i64, i64) {
    (i64::from(point.0), i64::from(point.1))
}

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        let (x, y) = point;
        self.polygon(
            [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)],
            paint("fill", color),
        );
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let attributes = self.stroke(style.color(), style.stroke_width());
        let mut points = path.into_iter().map(whole);
        let Some(first) = points.next() else {
            return Ok(());
        };
        let mut drawing = self.handle.drawing.borrow_mut();
        drawing.start(attributes, first);
        points.for_each(|point| drawing.line_to(point));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let ((x0, y0), (x1, y1)) = (upper_left, bottom_right);
        let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)];
        if fill {
            self.polygon(corners, paint("fill", style.color()));
            Ok(())
        } else {
            self.draw_path(corners.into_iter().chain([(x0, y0)]), style)
        }
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vertices: I,
        style: &S,
    ) -> Drawn {
        self.polygon(vertices, paint("fill", style.color()));
        Ok(())
    }

    /// A filled circle is a line of no length with round ends: many of them fit into one path.
    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y) = whole(center);
        let mut drawing = self.handle.drawing.borrow_mut();
        if fill {
            let paint = paint("stroke", style.color());
            let attributes = format!(
                "{paint} stroke-width=\"{}\" stroke-linecap=\"round\"",
                2 * radius
            );
            drawing.start(attributes, (x, y));
            drawing.data += "h0";
        } else {
            let r = i64::from(radius);
            let paint = paint("stroke", style.color());
            let attributes = format!(
                "fill=\"none\" {paint} stroke-width=\"{}\"",
                style.stroke_width()
            );
            drawing.start(attributes, (x - r, y));
            drawing.data += &format!("a{r} {r} 0 1 0 {} 0a{r} {r} 0 1 0 {} 0", 2 * r, -2 * r);
        }
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = font::width(text, style.size(), weight(style));
        Ok((width.round() as u32, style.size().round() as u32))
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        pos: BackendCoord,
    ) -> Drawn {
        let (size, weight) = (style.size(), weight(style));
        let width = font::width(text, size, weight);
        let (x, y) = (f64::from(pos.0), f64::from(pos.1));
        let back = match style.anchor().h_pos {
            HPos::Left => 0.0,
            HPos::Center => width / 2.0,
            HPos::Right => width,
        };
        let upright = matches!(style.transform(), FontTransform::Rotate270);
        let (x, y) = match upright {
            true => (x, y + back),
            false => (x - back, y),
        };
        let y = match style.anchor().v_pos {
            VPos::Bottom => y,
            VPos::Center => y + font::DIGIT_HEIGHT * size / 2.0,
            VPos::Top => y + font::DIGIT_HEIGHT * size,
        };
        let outlines = font::outlines(text, (x, y), size, weight, upright);
        let halo = self.handle.pen.borrow().halo.map_or_else(String::new, |c| {
            format!(
                " stroke=\"#{:02x}{:02x}{:02x}\" stroke-width=\"35\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
                c.0, c.1, c.2
            )
        });
        let attributes = paint("fill", style.color()) + &halo;
        self.handle.drawing.borrow_mut().add(attributes, &outlines);
        Ok(())
    }
}

fn weight<S: BackendTextStyle>(style: &S) -> Weight {
    match style.style() {
        FontStyle::Bold => Weight::Bold,
        _ => Weight::Regular,
    }
}

/// `name="#rrggbb"`, with an opacity if it is not 1.
fn paint(name: &str, color: BackendColor) -> String {
    let (r, g, b) = color.rgb;
    let opacity = match (color.alpha * 100.0).round() / 100.0 {
        a if a >= 1.0 => String::new(),
        a => format!(" {name}-opacity=\"{a}\""),
    };
    format!("{name}=\"#{r:02x}{g:02x}{b:02x}\"{opacity}")
}
